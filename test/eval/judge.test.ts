import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RunDocument } from '../../shared/run/document.ts';
import { judge } from './judge.ts';
import { questionSchema } from './question.ts';

const question = (fields: object) =>
  questionSchema.parse({ id: 'a', question: 'How many?', language: 'en', ...fields });
const run = (fields: Partial<RunDocument> = {}) => ({
  status: 'succeeded' as const,
  kind: 'query' as const,
  metrics: [],
  warnings: [],
  problem: null,
  ...fields,
});
const outcome = (...args: Parameters<typeof judge>): string => judge(...args).outcome;

describe('an answer', () => {
  it('is right when one of its tables is one of the golds', () => {
    const asked = question({ sql: 'select 3', alsoRight: ['select 4'] });
    assert.equal(outcome(asked, run(), [[[3]], [[4]]], [[[9]], [[4]]]), 'right');
  });

  it('is wrong when none is, or when it has none', () => {
    assert.equal(outcome(question({ value: 3 }), run(), [[[3]]], [[[4]]]), 'wrong');
    assert.equal(outcome(question({ value: 3 }), run(), [[[3]]], []), 'wrong');
  });

  it('is wrong where asking back is all that is right', () => {
    assert.equal(outcome(question({ clarify: true }), run(), [], [[[3]]]), 'wrong');
    assert.equal(outcome(question({ clarify: true }), run({ status: 'clarified' }), [], []), 'right');
  });

  it('that asks back is right only where that is allowed', () => {
    assert.equal(outcome(question({ value: 3 }), run({ status: 'clarified' }), [[[3]]], []), 'clarified');
    assert.equal(
      outcome(question({ value: 3, clarify: true }), run({ status: 'clarified' }), [[[3]]], []),
      'right',
    );
  });

  it('that never came is no wrong one', () => {
    assert.equal(outcome(question({ value: 3 }), run({ status: 'failed' }), [[[3]]], []), 'failed');
    assert.equal(outcome(question({ value: 3 }), run({ status: 'cancelled' }), [[[3]]], []), 'failed');
  });

  it('that cuts ties is right with a warning only', () => {
    const asked = question({ sql: 'select x', ties: 2 });
    const gold = [[['a'], ['b'], ['c']]];
    const warned = run({
      warnings: [{ check: 'ties', severity: 'notice', figure: '3', text: 'A tie is cut.' }],
    });
    assert.equal(outcome(asked, run(), gold, gold), 'right');
    assert.equal(outcome(asked, run(), gold, [[['a'], ['b']]]), 'wrong');
    assert.equal(outcome(asked, warned, gold, [[['a'], ['b']]]), 'right');
    assert.equal(outcome(asked, warned, gold, [[['a'], ['z']]]), 'wrong');
  });
});

describe('a program', () => {
  const asked = question({ kind: 'program', metric: { name: 'roc_auc', min: 0.6, max: 0.9 } });
  const scored = (value: number) =>
    run({ kind: 'program', metrics: [{ name: 'roc_auc', value, baseline: 0.5 }] });

  it('is right when its metric is in the range', () => {
    assert.equal(outcome(asked, scored(0.7), [], []), 'right');
  });

  it('is wrong when it is not, when there is none, or when a query answers', () => {
    assert.equal(outcome(asked, scored(0.99), [], []), 'wrong');
    assert.equal(outcome(asked, run({ kind: 'program' }), [], []), 'wrong');
    assert.equal(outcome(question({ kind: 'program' }), run(), [], []), 'wrong');
  });
});
