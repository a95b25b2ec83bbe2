import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ModelError } from '../../../../shared/ports/language-model.ts';
import { queryPlan } from '../../../fakes/planned-run.ts';
import { createScriptedModel } from '../../../fakes/scripted-model.ts';
import { createScene, noProbes, planned, planOf, say, sqlFence } from './harness.ts';

const fence = '```';
const lastWords = (model: ReturnType<typeof createScriptedModel>): string =>
  model.asked.at(-1)?.messages.at(-1)?.content ?? '';

describe('planning with a model', () => {
  it('explores, plans, and keeps what was spent', async () => {
    const model = createScriptedModel([noProbes, planOf({ assumptions: '- Every row is a thing.' })]);
    const { run, plan } = await planned({ model });
    assert.equal(run.state, 'planned');
    assert.deepEqual([plan?.kind, plan?.title, plan?.language], ['query', 'Number of things', 'en']);
    assert.deepEqual(plan?.queries, [{ name: 'result', sql: 'SELECT count(*) AS count FROM things' }]);
    assert.deepEqual(plan?.assumptions, ['Every row is a thing.', 'Tables: `things`']);
    assert.deepEqual(
      run.calls.map(({ purpose, outcome, usage }) => [purpose, outcome, usage.costUsd]),
      [
        ['explore', 'answered', 0.001],
        ['plan', 'answered', 0.001],
      ],
    );
  });

  it('answers in Japanese, filters and tables included', async () => {
    const sql = "SELECT count(*) AS count FROM things WHERE kind = 'a'";
    const words = {
      title: '件数',
      understood: 'kindがaのものの件数を数えます。',
      queries: sqlFence('result', sql),
      answer: '**{{table.result[0].count}}**件です。',
    };
    const model = createScriptedModel([noProbes, planOf(words)]);
    const { plan } = await planned({ model, language: 'ja', prompt: 'aは何件ですか？' });
    assert.equal(plan?.language, 'ja');
    assert.deepEqual(plan?.assumptions, ['使用した表: `things`', "条件: `kind = 'a'`"]);
    assert.match(lastWords(model), /\[\[ ## language ## \]\]\nJapanese\n/);
  });

  it('plans a program, and hands over what the module kaiseki can', async () => {
    const program = 'import kaiseki\nframe = kaiseki.load("result")\nkaiseki.answer("Done.")';
    const model = createScriptedModel([
      noProbes,
      planOf({ kind: 'program', program: `${fence}python\n${program}\n${fence}`, answer: '' }),
    ]);
    const { plan } = await planned({ model });
    assert.deepEqual([plan?.kind, plan?.program, plan?.answer], ['program', `${program}\n`, null]);
    assert.ok(model.asked.at(-1)?.messages.at(-1)?.content.includes('# The module `kaiseki`'));
  });

  it('asks back where the model does', async () => {
    const model = createScriptedModel([
      noProbes,
      planOf({
        kind: 'clarify',
        title: '',
        queries: '',
        understood: 'Revenue per thing is asked for.',
        answer: 'Things can be counted by kind.',
        ask: '1. How many things are there?\n2. Top 3 kinds by count\n3. Things by kind\n4. One more',
      }),
    ]);
    const { run, clarification } = await planned({ model });
    assert.equal(run.terminal?.status, 'clarified');
    assert.deepEqual(clarification, {
      language: 'en',
      understood: 'Revenue per thing is asked for.',
      canDo: 'Things can be counted by kind.',
      ask: ['How many things are there?', 'Top 3 kinds by count', 'Things by kind'],
    });
  });

  it('asks one thing at a time: no look makes two calls', async () => {
    const model = createScriptedModel([noProbes, planOf()]);
    const { look, run, queue, clock } = await createScene({ model });
    await look();
    assert.equal((await run()).calls.length, 1);
    const wake = queue.take();
    clock.advance(wake?.delaySeconds ?? 0);
    await look(wake?.look);
    assert.equal((await run()).state, 'planned');
  });
});

describe('the mode of the planner', () => {
  const certain = async () => ({ plan: { ...queryPlan, title: 'By rules' } });

  it('auto takes the rules where they are certain, and asks no model', async () => {
    const model = createScriptedModel([]);
    const { run } = await planned({ model, mode: 'auto', planPrompt: certain });
    assert.deepEqual([run.title, run.calls, model.asked], ['By rules', [], []]);
  });

  it('auto asks the model where they are not', async () => {
    const { run } = await planned({ model: createScriptedModel([noProbes, planOf()]), mode: 'auto' });
    assert.equal(run.title, 'Number of things');
  });

  it('model asks the model in any case', async () => {
    const model = createScriptedModel([noProbes, planOf()]);
    assert.equal((await planned({ model, planPrompt: certain })).run.title, 'Number of things');
  });

  it('rules never asks it', async () => {
    const model = createScriptedModel([]);
    const { run } = await planned({ model, mode: 'rules' });
    assert.deepEqual([run.terminal?.status, model.asked.length], ['clarified', 0]);
  });
});

describe('a model that fails', () => {
  const throttled = new ModelError('throttled', 'slow down');

  it('is waited for, three times', async () => {
    const model = createScriptedModel([throttled, throttled, noProbes, planOf()]);
    const { run } = await planned({ model });
    assert.equal(run.state, 'planned');
    assert.deepEqual(
      run.calls.map(({ outcome }) => outcome),
      ['throttled', 'throttled', 'answered', 'answered'],
    );
  });

  const endings: [string, Parameters<typeof createScriptedModel>[0], RegExp][] = [
    ['throttled thrice', [throttled, throttled, throttled], /had no capacity left \(slow down\)\. Spent on 3 model calls: 0 tokens/],
    ['gone', [noProbes, new ModelError('gone', 'end of life')], /is not available: choose another model .*\(end of life\)/],
    ['invalid', [noProbes, new ModelError('invalid', 'too long')], /did not take the request \(too long\)/],
    ['refused', [noProbes, { stopReason: 'refused' }], /refused to answer\. Spent on 2 model calls: 200 tokens in and 20 out, 0\.0020 USD/],
    ['truncated thrice', [noProbes, ...Array.from({ length: 3 }, () => ({ stopReason: 'truncated' as const, text: 'x' }))], /no usable answer in 3 tries: the answer was cut off at 8000 tokens/],
    ['saying nothing thrice', [noProbes, '', '', ''], /no usable answer in 3 tries: .*4 model calls/s],
  ]; // prettier-ignore
  for (const [what, replies, detail] of endings)
    it(`ends the run with what was spent: ${what}`, async () => {
      const { run } = await planned({ model: createScriptedModel(replies), mode: 'auto' });
      assert.equal(run.terminal?.status, 'failed');
      assert.deepEqual([run.terminal?.problem?.code, run.terminal?.problemStage], ['model', 'planner']);
      assert.match(run.terminal?.problem?.detail ?? '', detail);
    });

  it('plans without probes when it says nothing usable of them', async () => {
    const model = createScriptedModel(['no sections', 'none again', 'none at all', planOf()]);
    const { run } = await planned({ model });
    assert.equal(run.state, 'planned');
    assert.match(lastWords(model), /\[\[ ## probes ## \]\]\n\n/);
  });

  it('is waited for also when it had nothing usable to say of probes', async () => {
    const model = createScriptedModel(['none', 'none', 'none', throttled, planOf()]);
    assert.equal((await planned({ model })).run.state, 'planned');
  });

  it('is not asked what it may not see: no probes where it sees the schema alone', async () => {
    const model = createScriptedModel([planOf()]);
    const { run } = await planned({ model, sees: 'schema' });
    assert.deepEqual([run.state, run.calls.length], ['planned', 1]);
  });

  it('has two corrections, each with the exact reason', async () => {
    const model = createScriptedModel([
      noProbes,
      planOf({ title: '' }),
      planOf({ understood: '' }),
      planOf(),
    ]);
    const { run } = await planned({ model });
    assert.equal(run.state, 'planned');
    assert.match(lastWords(model), /not accepted\. The reason:\n`understood` is empty, and query needs it/);
    assert.deepEqual(
      model.asked
        .at(-1)
        ?.messages.map(({ role }) => role)
        .slice(-5),
      ['user', 'assistant', 'user', 'assistant', 'user'],
    );
  });

  it('is not asked a fourth time', async () => {
    const bad = planOf({ title: '' });
    const model = createScriptedModel([noProbes, bad, bad, bad]);
    const { run } = await planned({ model });
    assert.equal(run.terminal?.problem?.code, 'model');
    assert.equal(model.asked.length, 4);
  });

  it('is parsed behind its thoughts', async () => {
    const model = createScriptedModel([
      `<think>Hm.</think>\n${noProbes}`,
      `<think>Well.</think>\n${planOf()}`,
    ]);
    assert.equal((await planned({ model })).run.state, 'planned');
  });

  it('may be asked for its sections in a word of prose', async () => {
    const model = createScriptedModel([
      say({ reasoning: 'r', probes: '' }),
      `Sure! Here is the plan.\n\n${planOf()}\n`,
    ]);
    assert.equal((await planned({ model })).run.state, 'planned');
  });
});
