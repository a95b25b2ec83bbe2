import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { kindOf, typeName } from '../../../../infra/redshift/catalog/types.ts';

describe('a type of Redshift', () => {
  for (const [type, name, kind] of [
    ['smallint', 'SMALLINT', 'number'],
    ['bigint', 'BIGINT', 'number'],
    ['numeric(18,2)', 'NUMERIC(18,2)', 'number'],
    ['double precision', 'DOUBLE PRECISION', 'number'],
    ['real', 'REAL', 'number'],
    ['character varying(256)', 'VARCHAR(256)', 'text'],
    ['character(3)', 'CHAR(3)', 'text'],
    ['boolean', 'BOOLEAN', 'boolean'],
    ['date', 'DATE', 'date'],
    ['timestamp without time zone', 'TIMESTAMP', 'time'],
    ['timestamp with time zone', 'TIMESTAMPTZ', 'time'],
    ['time without time zone', 'TIME', 'other'],
    ['interval year to month', 'INTERVAL YEAR TO MONTH', 'other'],
    ['super', 'SUPER', 'other'],
    ['binary varying(64)', 'BINARY VARYING(64)', 'other'],
    ['geometry', 'GEOMETRY', 'other'],
  ] as const)
    it(`${type} is ${name}, of the kind ${kind}`, () => {
      assert.deepEqual([typeName(type), kindOf(typeName(type))], [name, kind]);
    });
});
