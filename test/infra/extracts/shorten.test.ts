import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shorten } from '../../../infra/extracts/shorten.ts';

describe('a preview of rows', () => {
  it('cuts long texts, and leaves the rest as it is', () => {
    assert.deepEqual(
      shorten([
        ['x'.repeat(10_001), 1, null],
        ['y', 2, true],
      ]),
      [
        [`${'x'.repeat(10_000)}…`, 1, null],
        ['y', 2, true],
      ],
    );
  });

  it('shows fewer rows where they are too much to carry about', () => {
    const wide = Array.from({ length: 30 }, () => 'z'.repeat(9_000));
    assert.equal(shorten(Array.from({ length: 100 }, () => wide)).length, 3);
  });
});
