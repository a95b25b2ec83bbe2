import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { hasFewValues, toColumn, withValues } from '../../../../infra/redshift/catalog/statistics.ts';

const head = { name: 'city', type: 'VARCHAR(9)', kind: 'text', comment: null } as const;
const column = (row: Record<string, number | string | null>, rowCount: number) =>
  toColumn(head, 0, { rowCount, row });

describe('an estimate of different values', () => {
  it('is never the number of rows, which would make a key of the column', () => {
    assert.equal(column({ scanned: 100, drawn: 100, p0: 100, d0: 102 }, 100).distinctCount, 99);
  });

  it('may be the number of rows where the column can be no key', () => {
    const day = { name: 'day', type: 'DATE', kind: 'date', comment: null } as const;
    const row = { scanned: 100, drawn: 100, p0: 100, d0: 102 };
    assert.equal(toColumn(day, 0, { rowCount: 100, row }).distinctCount, 100);
  });

  it('of a part of the rows grows with the rows where nearly each has its own', () => {
    assert.equal(column({ scanned: 1000, drawn: 100, p0: 1000, d0: 95 }, 1000).distinctCount, 950);
  });

  it('of a part of the rows grows likewise where half of them are empty', () => {
    assert.equal(column({ scanned: 1000, drawn: 100, p0: 500, d0: 48 }, 1000).distinctCount, 480);
  });

  it('of a part of the rows is what was seen where values repeat', () => {
    assert.equal(column({ scanned: 1000, drawn: 100, p0: 1000, d0: 20 }, 1000).distinctCount, 20);
  });

  it('of a column of nothing is none', () => {
    const empty = column({ scanned: 10, drawn: 10, p0: 0, d0: 0, l0: null, a0: null, z0: null }, 10);
    assert.deepEqual([empty.distinctCount, empty.nullShare, empty.min], [0, 1, null]);
  });
});

describe('values', () => {
  const few = (distinct: number, longest: number) => {
    const row = { scanned: 1000, drawn: 1000, p0: 1000, d0: distinct, l0: longest };
    return hasFewValues(column(row, 1000), 0, { rowCount: 1000, row });
  };

  it('are looked for where the estimate may be of 30', () => {
    assert.deepEqual([few(33, 5), few(34, 5)], [true, false]);
  });

  it('are not looked for where they are long', () => {
    assert.deepEqual([few(3, 200), few(3, 201)], [true, false]);
  });

  it('are all, and then their number is exact', () => {
    const known = withValues(column({ scanned: 9, drawn: 9, p0: 9, d0: 4 }, 9), ['a', 'b', 'c']);
    assert.deepEqual([known.distinctCount, known.values], [3, ['a', 'b', 'c']]);
  });
});
