import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { diffPlans } from '../../../shared/plan/diff.ts';
import { programPlan, queryPlan } from '../../fakes/planned-run.ts';

describe('the diff of two plans', () => {
  it('shows changed lines of a program under its name', () => {
    const before = { ...programPlan, program: 'import kaiseki\nx = 1\nprint(x)\n' };
    const after = { ...programPlan, program: 'import kaiseki\nx = 2\nprint(x)' };
    assert.equal(
      diffPlans(before, after),
      '--- program.py\n+++ program.py\n@@ -1,3 +1,3 @@\n import kaiseki\n-x = 1\n+x = 2\n print(x)\n',
    );
  });

  it('shows queries that come, go and change, the answer and parameters', () => {
    const before = {
      ...queryPlan,
      queries: [{ name: 'old', sql: 'SELECT 1' }],
      parameters: { simple: false },
    };
    const after = {
      ...queryPlan,
      queries: [{ name: 'new', sql: 'SELECT 2' }],
      answer: 'None.',
      parameters: {},
    };
    assert.deepEqual(
      diffPlans(before, after)
        .split('\n')
        .filter((line) => /^[-+]/.test(line)),
      [
        ['--- old.sql', '+++ /dev/null', '-SELECT 1'],
        ['--- answer.md', '+++ answer.md', '-There are **{{table.result[0].count}}** things.', '+None.'],
        ['--- parameters.json', '+++ /dev/null', '-{', '-  "simple": false', '-}'],
        ['--- /dev/null', '+++ new.sql', '+SELECT 2'],
      ].flat(),
    );
  });

  it('is empty when nothing that runs is different', () => {
    const retitled = { ...queryPlan, title: 'Another' };
    assert.equal(diffPlans(queryPlan, retitled), '');
  });

  it('gives up on texts that have little in common', () => {
    const lines = (word: string) => Array.from({ length: 3_000 }, (_, i) => `${word}${i}`).join('\n');
    const diff = diffPlans({ ...programPlan, program: lines('a') }, { ...programPlan, program: lines('b') });
    assert.equal(diff, '--- program.py\n+++ program.py\n(rewritten)\n');
  });
});
