import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { givenPlans } from '../infra/local/host/kit.ts';
import { createEvaluator, type Evaluator } from './evaluate.ts';
import { questionSchema } from './question.ts';

const ask = (question: string, fields: object) =>
  questionSchema.parse({ id: question, question, language: 'en', ...fields });
const plan = (sql: string) => ({ queries: [{ name: 'answer', sql }] });

describe('an evaluation', function () {
  this.timeout(60_000);
  let evaluator: Evaluator;
  before(async () => {
    evaluator = await createEvaluator({
      host: {
        planPrompt: givenPlans({
          all: plan('select count(*) as n from users'),
          women: plan("select count(*) as n from users where gender = 'Women'"),
          everybody: plan('select userid from users'),
          broken: plan('select cast(gender as integer) as n from users'),
        }),
      },
    });
  });
  after(() => evaluator.close());

  it('of a right answer is worth 1', async () => {
    const { outcome, score, feedback, gold, traces } = await evaluator.evaluate(
      ask('all', { sql: 'select count(*) as n from users' }),
    );
    assert.deepEqual([outcome, score, feedback], ['right', 1, 'Right.']);
    assert.deepEqual([gold, traces], [[[1000]], []]);
  });

  it('of a wrong answer is worth nothing, and says what is right (negative control)', async () => {
    const { outcome, score, feedback } = await evaluator.evaluate(
      ask('women', { sql: "select count(*) as n from users where gender = 'Female'" }),
    );
    assert.deepEqual([outcome, score], ['wrong', 0]);
    assert.match(
      feedback,
      /Right SQL: select .*'Female'\nRight rows: \[\[440\]\]\nIts SQL: .*'Women'\nIts rows: \[\[0\]\]/is,
    );
  });

  it('reads every row of an answer, not the hundred that are shown', async () => {
    const right = await evaluator.evaluate(ask('everybody', { sql: 'select userid from users order by 1' }));
    assert.equal(right.outcome, 'right');
    assert.equal(right.run.tables[0]?.rows.length, 100);
    const wrong = await evaluator.evaluate(
      ask('everybody', {
        sql: "select case when userid = 'user-999' then 'x' else userid end as u from users",
      }),
    );
    assert.equal(wrong.outcome, 'wrong');
  });

  it('of a run that fails is worth little, and says why', async () => {
    const { outcome, score, feedback } = await evaluator.evaluate(ask('broken', { value: 1 }));
    assert.deepEqual([outcome, score], ['failed', 0.1]);
    assert.match(feedback, /An attempt failed: Conversion Error/);
  });

  it('does not ask a question whose gold is broken', async () => {
    await assert.rejects(evaluator.evaluate(ask('all', { sql: 'select x from users' })), /The gold of all/);
  });

  it('follows up a run that has not ended yet', async () => {
    const [first, second] = await Promise.all([
      evaluator.evaluate(ask('all', { value: 1000 })),
      evaluator.evaluate(ask('everybody', { sql: 'select userid from users', after: 'all' })),
    ]);
    assert.equal(second.run.parentRunId, first.run.id);
  });

  it('refuses a follow-up of what was never asked', async () => {
    await assert.rejects(
      evaluator.evaluate(ask('all', { value: 1, after: 'nothing' })),
      /was not asked before/,
    );
  });
});

describe('an evaluation by the rules', function () {
  this.timeout(60_000);
  it('tells what asks back where it should from what does where it need not', async () => {
    const evaluator = await createEvaluator();
    try {
      const [weather, shop] = await Promise.all([
        evaluator.evaluate(ask('What is the weather like?', { clarify: true })),
        evaluator.evaluate(ask('How many orders are there?', { input: 'shop', value: 2000 })),
      ]);
      assert.deepEqual([weather.outcome, shop.outcome], ['right', 'right']);
      const { outcome, score } = await evaluator.evaluate(ask('Is it raining?', { value: 1 }));
      assert.deepEqual([outcome, score], ['clarified', 0.2]);
    } finally {
      await evaluator.close();
    }
  });
});
