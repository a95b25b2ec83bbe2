import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  Inexact,
  toColumn,
  toScalar,
  type Scalar,
} from '../../../../../infra/aws/runtime/warehouse/values.ts';
import { toParquet } from '../../../../../infra/aws/runtime/warehouse/write-parquet.ts';
import { readParquet } from '../../../../fakes/read-parquet.ts';

const column = (typeName: string, precision = 0, scale = 0) =>
  toColumn({ name: 'c', typeName, precision, scale });

async function written(typeName: string, values: Scalar[], precision = 0, scale = 0) {
  const { types, rows } = await readParquet(
    toParquet(
      [column(typeName, precision, scale)],
      values.map((value) => [value]),
    ),
  );
  return [types[0], ...rows.map(([value]) => value)];
}

describe('values of a result', () => {
  it('are integers of their own width', async () => {
    assert.deepEqual(await written('int2', [-7, null]), ['SMALLINT', '-7', null]);
    assert.deepEqual(await written('int4', [2147483647]), ['INTEGER', '2147483647']);
    assert.deepEqual(await written('int8', [9007199254740991]), ['BIGINT', '9007199254740991']);
  });

  it('are exact decimals, wide ones and negative ones too', async () => {
    assert.deepEqual(await written('numeric', ['-0.05', '12.5', null], 12, 2), [
      'DECIMAL(12,2)',
      '-0.05',
      '12.50',
      null,
    ]);
    const wide = '-1234567890123456789012345678.9012345678';
    assert.deepEqual(await written('numeric', [wide], 38, 10), ['DECIMAL(38,10)', wide]);
  });

  it('are floats, NaN and infinity included, which documents show as null', async () => {
    assert.deepEqual(await written('float8', [1.5, NaN, Infinity]), ['DOUBLE', '1.5', 'NaN', 'Infinity']);
    assert.deepEqual([NaN, Infinity, 1.5].map(column('float8').toCell), [null, null, 1.5]);
  });

  it('are booleans, dates and times to the microsecond', async () => {
    assert.deepEqual(await written('bool', [true, false, null]), ['BOOLEAN', 'true', 'false', null]);
    assert.deepEqual(await written('date', ['1969-12-31', '0001-01-01']), [
      'DATE',
      '1969-12-31',
      '0001-01-01',
    ]);
    assert.deepEqual(await written('timestamp', ['1969-12-31 23:59:59.999999']), [
      'TIMESTAMP',
      '1969-12-31 23:59:59.999999',
    ]);
    assert.deepEqual(await written('time', ['03:04:05.5']), ['TIME', '03:04:05.5']);
  });

  it('have their zone', async () => {
    const [type] = await written('timestamptz', ['2025-01-02 03:04:05+00']);
    assert.equal(type, 'TIMESTAMP WITH TIME ZONE');
    assert.equal(column('timestamptz').toCell('2025-01-02 03:04:05+00'), '2025-01-02T03:04:05Z');
  });

  it('are texts where there is no other way to say them', async () => {
    assert.deepEqual(await written('super', ['{"a":1}']), ['VARCHAR', '{"a":1}']);
    assert.deepEqual(await written('varbyte', [new Uint8Array([0, 255])]), ['VARCHAR', '00ff']);
    assert.deepEqual(await written('varchar', ['日本', '']), ['VARCHAR', '日本', '']);
  });

  it('are refused where JSON may have rounded them, or a calendar has no such day', () => {
    assert.throws(() => column('int8').toParquet(2 ** 53), Inexact);
    assert.throws(() => column('numeric', 5, 1).toParquet('1.25'), Inexact);
    assert.throws(() => column('timestamp').toParquet('0044-03-15 00:00:00 BC'), Inexact);
    assert.throws(() => column('date').toParquet('infinity'), Inexact);
  });

  it('tell false, zero and the empty text from NULL', () => {
    assert.deepEqual(
      [{ booleanValue: false }, { longValue: 0 }, { stringValue: '' }, { isNull: true as const }].map(
        (field) => toScalar(field),
      ),
      [false, 0, '', null],
    );
  });
});
