import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Plan } from '../../../shared/plan/plan.ts';
import { validatePlan } from '../../../shared/plan/validate.ts';
import { catalogOfThings } from '../../fakes/memory-warehouse.ts';
import { programPlan, queryPlan } from '../../fakes/planned-run.ts';

/** EXPLAIN knows every column but `nothing`. */
const explain = async (sql: string) => (sql.includes('nothing') ? 'there is no column nothing' : null);
const validate = (plan: Plan) =>
  validatePlan(plan, { warehouse: { dialect: 'duckdb', explain }, catalog: catalogOfThings });

async function reasonOf(plan: Plan): Promise<string> {
  const validated = await validate(plan);
  assert.ok('reason' in validated);
  return validated.reason;
}
const withSql = (...sql: string[]): Plan => ({
  ...queryPlan,
  queries: sql.map((text, i) => ({ name: `q${i + 1}`, sql: text })),
});

describe('validating a plan', () => {
  it('returns every query in the form that the guard writes, those of fallbacks included', async () => {
    const queries = [{ name: 'result', sql: 'select count(*) n from things' }];
    const validated = await validate({
      ...programPlan,
      queries,
      fallbacks: [
        { on: 'memory', queries, note: 'less' },
        { on: 'time', parameters: { simple: true }, note: 'simpler' },
      ],
    });
    assert.ok('plan' in validated);
    const written = [{ name: 'result', sql: 'SELECT count(*) AS n FROM things' }];
    assert.deepEqual(validated.plan.queries, written);
    assert.deepEqual(validated.plan.fallbacks, [
      { on: 'memory', queries: written, note: 'less' },
      { on: 'time', parameters: { simple: true }, note: 'simpler' },
    ]);
    assert.equal(validated.plan.program, programPlan.program);
  });

  it('names everything that is wrong at once', async () => {
    const reason = await reasonOf(withSql('SELECT * FROM secrets', 'SELECT nothing FROM things'));
    assert.match(
      reason,
      /^the query q1 is refused: .*secrets.*\nthe warehouse cannot run the query q2: there is no column nothing$/,
    );
  });

  it('refuses the SQL of a fallback as well', async () => {
    const queries = [{ name: 'data', sql: 'DROP TABLE things' }];
    const reason = await reasonOf({ ...programPlan, fallbacks: [{ on: 'time', queries, note: 'less' }] });
    assert.match(reason, /the query data is refused/);
  });

  it('reads the programs, those of fallbacks included, unless they are this repository’s own', async () => {
    const plan: Plan = {
      ...programPlan,
      program: 'import requests\n',
      fallbacks: [{ on: 'memory', program: 'x = (\n', note: 'less' }],
    };
    assert.equal(
      await reasonOf(plan),
      'the program cannot run: line 1: requests cannot be imported: it is not installed\nthe program cannot run: line 1: invalid syntax near "x = ("',
    );
    const ports = { warehouse: { dialect: 'duckdb', explain }, catalog: catalogOfThings } as const;
    assert.ok('plan' in (await validatePlan(plan, { ...ports, programs: 'own' })));
  });

  const shapes: [string, Plan, RegExp][] = [
    [
      'a query twice',
      { ...queryPlan, queries: [...queryPlan.queries, ...queryPlan.queries] },
      /two queries have the name result/,
    ],
    ['no query', { ...queryPlan, queries: [] }, /needs a query/],
    ['a program in a query plan', { ...queryPlan, program: 'pass' }, /has no program/],
    ['no program', { ...programPlan, program: ' ' }, /needs a program/],
    ['eleven queries', withSql(...Array.from({ length: 11 }, () => 'SELECT 1')), /^queries: /],
    ['a bad name', { ...queryPlan, queries: [{ name: 'Über uns', sql: 'SELECT 1' }] }, /^queries\.0\.name: /],
  ];
  for (const [what, plan, reason] of shapes)
    it(`refuses ${what}`, async () => assert.match(await reasonOf(plan), reason));
});
