import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textType, toLoadedColumn } from '../../../../infra/aws/load/columns.ts';

describe('columns of a loaded table', () => {
  for (const [type, redshift] of [
    ['BIGINT', 'BIGINT'],
    ['TINYINT', 'SMALLINT'],
    ['UINTEGER', 'BIGINT'],
    ['HUGEINT', 'DECIMAL(38,0)'],
    ['DECIMAL(18,3)', 'DECIMAL(18,3)'],
    ['DOUBLE', 'DOUBLE PRECISION'],
    ['FLOAT', 'REAL'],
    ['BOOLEAN', 'BOOLEAN'],
    ['DATE', 'DATE'],
    ['TIMESTAMP', 'TIMESTAMP'],
    ['TIMESTAMP_NS', 'TIMESTAMP'],
    ['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP'],
    ['VARCHAR', null],
    ["ENUM('a', 'b')", null],
    ['BIGINT[]', null],
    ['STRUCT(a BIGINT)', null],
    ['TIME', null],
  ] as const)
    it(`are ${redshift ?? 'text'} where DuckDB has ${type}`, () => {
      assert.equal(toLoadedColumn('x', type).type, redshift);
    });

  it('of text are as wide as their longest value needs', () => {
    assert.equal(textType(0), 'VARCHAR(16)');
    assert.equal(textType(16), 'VARCHAR(16)');
    assert.equal(textType(17), 'VARCHAR(64)');
    assert.equal(textType(65_535), 'VARCHAR(65535)');
    assert.equal(textType(65_536), null);
  });
});
