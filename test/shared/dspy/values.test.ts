import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseJson, toPythonJson, toPythonText } from '../../../shared/dspy/values.ts';

describe('values as Python writes them', () => {
  it('keep 1.0 apart from 1, and whole numbers of any size', () => {
    const value = parseJson('[1, 1.0, 1e16, 1E-5, 12345678901234567890, -0.0, 100000.0]');
    assert.equal(toPythonJson(value), '[1, 1.0, 1e+16, 1e-05, 12345678901234567890, -0.0, 100000.0]');
  });

  it('are None, True and False on their own, and JSON within', () => {
    assert.deepEqual([null, true, false].map(toPythonText), ['None', 'True', 'False']);
    assert.equal(toPythonJson({ a: null, é: [true, 'x\n"'] }), '{"a": null, "é": [true, "x\\n\\""]}');
  });

  it('are refused when JSON has no such thing', () => {
    assert.throws(() => toPythonText(Symbol('x')), TypeError);
  });
});
