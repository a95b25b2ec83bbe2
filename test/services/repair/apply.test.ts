import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { applyRepair } from '../../../services/repair/apply.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { programPlan, queryPlan } from '../../fakes/planned-run.ts';

const unchanged = { queries: '', program: '', answer: '' };
const analysis: Plan = {
  ...programPlan,
  queries: [
    { name: 'users', sql: 'SELECT kind FROM things' },
    { name: 'totals', sql: 'SELECT count(*) AS n FROM things' },
  ],
  program: 'import kaiseki\nkaiseki.load("users")\nkaiseki.load("totals")\n',
  parameters: { target: 'kind' },
  parentArtifacts: ['model.joblib'],
  assumptions: ['A user is a row.'],
};

function repaired(plan: Plan, outputs: Partial<typeof unchanged>): Plan {
  const applied = applyRepair(plan, { ...unchanged, ...outputs });
  assert.ok('plan' in applied);
  return applied.plan;
}
function reason(plan: Plan, outputs: Partial<typeof unchanged>): string {
  const applied = applyRepair(plan, { ...unchanged, ...outputs });
  assert.ok('reason' in applied);
  return applied.reason;
}

describe('applying a repair', () => {
  it('changes the program and keeps everything else', () => {
    const program = '```python\nimport kaiseki\nkaiseki.answer("Done.")\n```';
    assert.deepEqual(repaired(analysis, { program }), {
      ...analysis,
      program: 'import kaiseki\nkaiseki.answer("Done.")\n',
    });
  });

  it('takes a program without a fence', () => {
    assert.equal(repaired(analysis, { program: 'import kaiseki\n' }).program, 'import kaiseki\n');
  });

  it('replaces queries, and keeps of the others those that the program still loads', () => {
    const { queries } = repaired(analysis, {
      queries: '```sql users\nSELECT kind AS k FROM things\n```\n```sql extra\nSELECT 1 AS one\n```',
    });
    assert.deepEqual(
      queries.map(({ name, sql }) => `${name}: ${sql}`),
      [
        'users: SELECT kind AS k FROM things',
        'totals: SELECT count(*) AS n FROM things',
        'extra: SELECT 1 AS one',
      ],
    );
  });

  it('drops a query that nothing names any more', () => {
    const { queries } = repaired(analysis, {
      queries: '```sql users\nSELECT kind AS k FROM things\n```',
      program: 'kaiseki.load("users")',
    });
    assert.deepEqual(
      queries.map(({ name }) => name),
      ['users'],
    );
  });

  it('keeps a query that the answer, or the chart, still names', () => {
    const plan: Plan = {
      ...queryPlan,
      queries: [
        ...queryPlan.queries,
        { name: 'months', sql: 'SELECT 1 AS m' },
        { name: 'c', sql: 'SELECT 2 AS m' },
      ],
      answer: 'See {{table["months"]}}.',
      chart: { type: 'bar', table: 'c', x: 'm', y: ['m'] },
    };
    const { queries } = repaired(plan, { queries: '```sql other\nSELECT 3 AS m\n```' });
    assert.deepEqual(
      queries.map(({ name }) => name),
      ['months', 'c', 'other'],
    );
  });

  it('changes the template of a question', () => {
    assert.equal(repaired(queryPlan, { answer: ' {{table.result}} ' }).answer, '{{table.result}}');
  });

  it('gives up fallbacks that would bring back what was replaced', () => {
    const fallbacks: Plan['fallbacks'] = [
      { on: 'time', program: 'pass', note: 'a' },
      { on: 'time', parameters: { simple: true }, note: 'b' },
      { on: 'memory', queries: analysis.queries, note: 'c' },
    ];
    assert.deepEqual(
      repaired({ ...analysis, fallbacks }, { program: 'x = 1' }).fallbacks.map(({ note }) => note),
      ['b', 'c'],
    );
  });

  for (const [what, plan, outputs, expected] of [
    ['nothing new', analysis, {}, /nothing is different/],
    ['the same program again', analysis, { program: analysis.program ?? '' }, /nothing is different/],
    ['a program for a question', queryPlan, { program: 'pass' }, /kind query and stays so/],
    ['a program in pieces', analysis, { program: '```python\na\n```\n```python\nb\n```' }, /one fence/],
    ['SQL without a fence', analysis, { queries: 'SELECT 1' }, /must be fences/],
    ['SQL without a name', analysis, { queries: '```sql\nSELECT 1\n```' }, /has no name/],
  ] as [string, Plan, Partial<typeof unchanged>, RegExp][])
    it(`refuses ${what}`, () => assert.match(reason(plan, outputs), expected));

  it('takes no answer for a program, which answers by itself', () => {
    assert.match(reason(analysis, { answer: 'Done.' }), /nothing is different/);
  });
});
