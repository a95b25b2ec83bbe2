import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toCsv } from '../../../services/reporter/csv.ts';

const fieldOf = (cell: string | number | null): string =>
  toCsv([{ name: 'a' }], [[cell]]).slice('\uFEFFa\r\n'.length, -2);

describe('CSV for spreadsheets', () => {
  for (const formula of ['=1+1', '+1', '-a', '@sum', ' =1+1', '\u00a0=1', '＝1+1', '\t=1'])
    it(`keeps ${JSON.stringify(formula)} from being a formula`, () =>
      assert.equal(fieldOf(formula), `'${formula}`));

  for (const value of ['-5', '-1e5', '-5%', '-0.25', 'a=b', '3+4', -5, null])
    it(`leaves ${JSON.stringify(value)} alone`, () =>
      assert.equal(fieldOf(value), value === null ? '' : String(value)));

  it('quotes what needs it', () => assert.equal(fieldOf('a,"b"\nc'), '"a,""b""\nc"'));
});
