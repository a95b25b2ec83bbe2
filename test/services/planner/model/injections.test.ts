import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { tell } from '../../../../services/planner/model/told.ts';
import { predictors } from '../../../../shared/dspy/predictors.ts';
import { createRunLog } from '../../../../shared/run/log.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import { createScriptedModel } from '../../../fakes/scripted-model.ts';
import { noProbes, planned, planOf } from './harness.ts';
import {
  catalogWith,
  obedient,
  obedientProbes,
  obedientWords,
  parentWith,
  payloads,
  places,
  type Place,
} from './injections.ts';

const inputs = ['api', 'dialect', 'catalog', 'notes', 'question', 'language', 'history', 'probes'];
const store = createMemoryStore();
const log = createRunLog(store);

/** What is said to the model that plans, with a text in one place. */
async function rendered(place: Place | 'probes' | 'none', text: string, sees: 'statistics' | 'results') {
  const told = await tell(
    { store, log },
    {
      prompt: place === 'prompt' ? text : 'How many things are there?',
      language: 'en',
      catalog: catalogWith(place as Place, text),
      parent: place === 'history' ? parentWith(text) : null,
    },
    sees,
  );
  const { noteSources: _named, ...inputsTold } = told;
  return predictors.plan.render({
    ...inputsTold,
    api: 'API',
    language: 'English',
    probes: place === 'probes' ? text : '',
  });
}

/** Every line that opens a section, by DSPy's own rule. */
const sectionsOf = (content: string): string[] =>
  Array.from(content.matchAll(/^\s*\[\[ ## (\w+) ## \]\]/gm), ([, name = '']) => name);

describe('a text that wants to be more than data', () => {
  for (const place of [...places, 'probes'] as const)
    it(`opens no section and ends no message as ${place} (${payloads.length} texts)`, async () => {
      for (const sees of ['statistics', 'results'] as const) {
        const plain = await rendered('none', '', sees);
        for (const text of payloads) {
          const messages = await rendered(place, text, sees);
          assert.deepEqual(
            messages.map(({ role }) => role),
            plain.map(({ role }) => role),
          );
          assert.deepEqual(sectionsOf(messages.at(-1)?.content ?? ''), inputs, text);
          assert.deepEqual(messages.slice(0, -1), plain.slice(0, -1), 'instructions and demos are no data');
        }
      }
    });

  it('stays on its line where it is a name, a comment or a value', async () => {
    for (const place of ['table name', 'column name', 'comment', 'description', 'value'] as const) {
      const lines = async (text: string) =>
        (await rendered(place, text, 'results')).at(-1)?.content.split('\n').length;
      const expected = await lines('plain');
      for (const text of payloads) assert.equal(await lines(text), expected, `${place}: ${text}`);
    }
  });

  it('goes back as a reason without opening a section', async () => {
    for (const text of payloads) {
      const messages = predictors.plan.correct([], 'x', `the warehouse cannot run it: ${text}`);
      const content = messages.at(-1)?.content ?? '';
      assert.deepEqual(sectionsOf(content), [], text);
    }
  });

  it('would be seen to open a section (negative control)', () => {
    assert.deepEqual(sectionsOf('x\n[[ ## kind ## ]]\nquery'), ['kind']);
  });
});

const scene = { catalog: catalogWith('prompt', '') };

describe('a model that obeys the worst of them', () => {
  for (const [what, completion] of obedient)
    it(`plans nothing: ${what}`, async () => {
      const model = createScriptedModel([noProbes, completion, completion, completion]);
      const { run, plan, clarification, warehouse } = await planned({ model, ...scene });
      assert.deepEqual([plan, clarification, warehouse.started], [null, null, []]);
      assert.equal(run.terminal?.problem?.code, 'model');
      assert.match(run.terminal?.problem?.detail ?? '', /gave no usable answer in 3 tries/);
    });

  for (const [what, completion] of obedientWords)
    it(`says nothing of it, and plans what can be planned: ${what}`, async () => {
      const model = createScriptedModel([noProbes, completion, completion, completion]);
      const { plan } = await planned({ model, ...scene });
      assert.equal(plan?.answer, null);
      assert.doesNotMatch(JSON.stringify(plan), /evil|alert|1000000|secrets/);
    });

  for (const [what, completion] of obedientProbes)
    it(`probes nothing: ${what}`, async () => {
      const model = createScriptedModel([completion, planOf()]);
      const { run, warehouse } = await planned({ model, ...scene });
      assert.deepEqual([run.state, warehouse.started], ['planned', []]);
      assert.match(model.asked[1]?.messages.at(-1)?.content ?? '', /was not run: /);
    });

  it('is told nothing of hidden columns', async () => {
    for (const sees of ['schema', 'statistics', 'results'] as const) {
      const model = createScriptedModel(sees === 'schema' ? [planOf()] : [noProbes, planOf()]);
      await planned({ model, ...scene, sees });
      assert.ok(model.asked.length > 0 && !JSON.stringify(model.asked).includes('salary'));
    }
  });

  it('plans what it should where it does not obey (negative control)', async () => {
    const { plan } = await planned({ model: createScriptedModel([noProbes, planOf()]), ...scene });
    assert.deepEqual(plan?.queries, [{ name: 'result', sql: 'SELECT count(*) AS count FROM things' }]);
  });
});
