import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { planByRules } from '../../../../../services/planner/rules/plan-by-rules.ts';
import type { Catalog } from '../../../../../shared/plan/catalog.ts';
import { detectLanguage } from '../../../../../shared/plan/language.ts';
import type { Plan } from '../../../../../shared/plan/plan.ts';
import { guardSql } from '../../../../../shared/sql/guard.ts';
import { readSampleCatalog } from '../../../../fakes/sample-catalog.ts';
import { oddities, shop, shopInJapanese } from '../catalogs.ts';
import { planOf } from '../kit.ts';

/** A run that trained by that plan and kept its model. */
const parentOf = (plan: Plan, files = ['model.joblib', 'model.json', 'report.html']) => ({
  runId: 'p',
  plan,
  result: {
    title: 't',
    answer: 'a',
    metrics: [],
    tables: [],
    assumptions: [],
    warnings: [],
    image: null,
    artifacts: files.map((name) => ({
      name,
      kind: 'model' as const,
      mediaType: 'x',
      bytes: 1,
      sha256: '0'.repeat(64),
      title: null,
      key: 'k',
      version: null,
    })),
  },
});

describe('models, by the rules', function () {
  this.timeout(20_000);
  let catalog: Catalog;
  before(async () => {
    catalog = await readSampleCatalog();
  });
  const make = (prompt: string, parent: Parameters<typeof planByRules>[0]['parent'] = null) =>
    planByRules({ prompt, language: detectLanguage(prompt), catalog, parent });
  async function plan(prompt: string): Promise<Plan> {
    const made = await make(prompt);
    assert.ok('plan' in made, JSON.stringify(made));
    return made.plan;
  }

  for (const prompt of [
    "'interaction'テーブルから機械学習モデルを作成してください。'purchase'列をターゲット変数として使用してください。",
    "Train a machine learning model on the 'interaction' table, using 'purchase' as the target variable.",
    'Train a model that predicts purchase from interactions',
    'interactionsのpurchaseを予測するモデルを作って',
  ]) {
    it(prompt, async () => {
      const { kind, parameters, queries } = await plan(prompt);
      assert.equal(kind, 'program');
      assert.deepEqual(
        [
          parameters['target'],
          parameters['task'],
          parameters['timestamp'],
          parameters['entity'],
          parameters['identifiers'],
        ],
        ['purchase', 'classification', 'timestamp', 'userid', ['userid', 'itemid']],
      );
      assert.match(queries[0]?.sql ?? '', /LEFT JOIN "users"/);
    });
  }

  it('says what a quoted name was read as, and nothing of another number in plain words', async () => {
    const quoted = await plan(
      "'interaction'テーブルから機械学習モデルを作成してください。'purchase'列をターゲット変数として使用してください。",
    );
    assert.ok(quoted.assumptions.includes('「interaction」はinteractionsのことと解釈しました。'));
    const plain = await plan('Train a model that predicts purchase from interaction');
    assert.deepEqual(
      plain.assumptions.filter((one) => one.includes('read as')),
      [],
    );
  });

  it('takes the algorithm and what to leave out from the prompt', async () => {
    const forest = await plan(
      'Train a random forest classifier to predict purchase from interactions without age',
    );
    assert.deepEqual(
      [forest.parameters['algorithm'], forest.parameters['exclude']],
      ['random_forest', ['age']],
    );
    const line = await plan('Predict age from users using linear regression');
    assert.deepEqual(
      [line.parameters['algorithm'], line.parameters['task']],
      ['linear_regression', 'regression'],
    );
  });

  it('asks back where no model can be trained', async () => {
    for (const prompt of [
      'Train a model that predicts userid from interactions',
      'Train a model',
      'Train a logistic regression that predicts feature1 from interactions',
      'Train a model that predicts happiness from users',
    ])
      assert.ok('clarification' in (await make(prompt)), prompt);
  });

  it('has a fallback for memory and one for time, whose SQL passes the guard', async () => {
    const { fallbacks } = await plan('Train a model that predicts purchase from interactions');
    assert.deepEqual(
      fallbacks.map((one) => one.on),
      ['memory', 'time'],
    );
    const tables = catalog.tables.map((table) => table.name);
    const verdict = await guardSql(fallbacks[0]?.queries?.[0]?.sql ?? '', { dialect: 'duckdb', tables });
    assert.ok(verdict.ok, JSON.stringify(verdict));
  });

  it('predicts with the model of a parent run, and only with one', async () => {
    const parentPlan = await plan('Train a model that predicts purchase from interactions');
    const parent = parentOf(parentPlan);
    const made = await make('Predict with this model', parent);
    assert.ok('plan' in made, JSON.stringify(made));
    assert.deepEqual(
      [made.plan.parentArtifacts, made.plan.queries],
      [['model.joblib', 'model.json'], parentPlan.queries],
    );
    const earlier = await make('Predict with this model', parentOf(parentPlan, ['model.joblib']));
    assert.ok('plan' in earlier);
    assert.deepEqual(earlier.plan.parentArtifacts, ['model.joblib']);
    assert.ok(
      'clarification' in (await make('Predict with this model', parentOf(parentPlan, ['model.json']))),
    );
    assert.ok('clarification' in (await make('Predict with this model')));
  });

  it('predicts no other rows than those of the parent run', async () => {
    const trained = await planOf('Train a model that predicts churn from churn', shop);
    assert.ok(trained);
    const parent = parentOf(trained);
    assert.deepEqual(
      [
        (await planOf('Predict churn with this model', shop, parent))?.queries,
        (await planOf('Predict churn in the churn table', shop, parent))?.queries,
        await planOf('Predict churn for prospects', shop, parent),
        await planOf('「prospects」のchurnを予測して', shop, parent),
      ],
      [trained.queries, trained.queries, null, null],
    );
  });

  const excluding: [string, Catalog | 'sample', string, string[]][] = [
    ['feature1を使わずにpurchaseを予測するモデルを作成してください', 'sample', 'purchase', ['feature1']],
    ['年齢と性別を除いて購入を予測するモデルを作って', 'sample', 'purchase', ['age', 'gender']],
    ['性別以外の列で購入を予測するモデルを作って', 'sample', 'purchase', ['gender']],
    ['残業時間を使わずに退職を予測するモデルを作成してください', shopInJapanese, '退職', ['残業時間']],
    ['退職を残業時間なしで予測するモデルを作成してください', shopInJapanese, '退職', ['残業時間']],
    ['Train a random forest to predict churn without calls', shop, 'churn', ['calls']],
    ['Train a model that predicts churn, excluding calls and plan', shop, 'churn', ['calls', 'plan']],
  ];
  for (const [prompt, data, target, exclude] of excluding)
    it(`leaves out: ${prompt}`, async () => {
      const made = await planOf(prompt, data === 'sample' ? catalog : data);
      assert.deepEqual([made?.parameters['target'], made?.parameters['exclude']], [target, exclude]);
    });

  it('needs something to predict from, and takes no table that it does not read', async () => {
    for (const prompt of [
      'Train a model that predicts n from one',
      'Train a model that predicts label from t2 without k and score',
    ])
      assert.equal(await planOf(prompt, oddities), null, prompt);
    for (const prompt of [
      'Train a model that predicts churn from churn and stores',
      'Train a model that predicts churn without churn',
      'Do not train a model that predicts churn',
    ])
      assert.equal(await planOf(prompt, shop), null, prompt);
  });

  it('describes a table', async () => {
    const { parameters, queries } = await plan('usersの概要を教えてください');
    assert.deepEqual([parameters['table'], queries[0]?.sql], ['users', 'SELECT * FROM "users"']);
  });
});
