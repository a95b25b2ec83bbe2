import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { errorSignature } from '../../../services/repair/same-error.ts';
import type { Attempt } from '../../../shared/run/run.ts';
import { at, ref } from '../../fakes/run-events.ts';

const signature = (error: string, changes: Partial<Attempt> = {}) =>
  errorSignature({
    number: 1,
    plan: ref('p'),
    note: null,
    outcome: 'failed',
    class: 'program',
    error,
    manifest: null,
    launches: 1,
    startedAt: at,
    finishedAt: at,
    ...changes,
  });

describe('the same error', () => {
  const same: [string, string][] = [
    ['ValueError: no rows (line 3)', 'ValueError: no rows (line 41)'],
    [
      'TypeError: <Model object at 0x7f3a10> is no frame',
      'TypeError: <Model object at 0x55d0ff> is no frame',
    ],
    [
      "ValueError: could not convert string to float: 'abc'",
      "ValueError: could not convert string to float: 'x'",
    ],
    ['ValueError: 3 columns passed, data had 4', 'ValueError: 12 columns passed, data had 4.5e3'],
    [
      "Conversion Error: Could not convert string 'a' to INT32",
      "Conversion Error: Could not convert string 'b' to INT32",
    ],
  ];
  for (const [one, other] of same)
    it(`${one} = ${other}`, () => assert.equal(signature(one), signature(other)));

  const different: [string, string][] = [
    ["KeyError: 'age' (line 3)", "KeyError: 'city' (line 3)"],
    ["ModuleNotFoundError: No module named 'torch'", "ModuleNotFoundError: No module named 'xgboost'"],
    ['ValueError: no rows', 'TypeError: no rows'],
    ['Binder Error: Referenced column "a" not found', 'Binder Error: Referenced column "b" not found'],
    ['NameError: name feature1 is not defined', 'NameError: name feature2 is not defined'],
  ];
  for (const [one, other] of different)
    it(`${one} ≠ ${other}`, () => assert.notEqual(signature(one), signature(other)));

  it('is of one class and outcome', () => {
    assert.notEqual(signature('x'), signature('x', { class: 'sql' }));
    assert.notEqual(signature('x'), signature('x', { outcome: 'rejected', class: null }));
  });
});
