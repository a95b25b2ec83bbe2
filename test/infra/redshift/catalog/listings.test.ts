import assert from 'node:assert/strict';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, it } from 'mocha';
import { toCell } from '../../../../infra/local/warehouse/cells.ts';
import { readCatalog } from '../../../../infra/redshift/catalog/read-catalog.ts';
import type { RunSql } from '../../../../infra/redshift/catalog/run-sql.ts';
import { redshiftCatalog, toDuckDbCatalog } from '../../../fakes/aws/redshift-catalog.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';

describe('every statement of the catalog', () => {
  it('is SQL that a warehouse runs: tables, views and comments of the schemas alone', async () => {
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const runSql: RunSql = async (sql) =>
      (await connection.runAndReadAll(toDuckDbCatalog(sql)))
        .getRowObjects()
        .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toCell(value)])));
    await connection.run(`${redshiftCatalog}
      create schema mart; create schema other; create table other.secrets as select 1 as n;
      create table mart.orders as select i as id, i % 3 as state from range(100) t(i);
      comment on table mart.orders is '注文'; comment on column mart.orders.state is 'See notes.';
      create view mart.states as select distinct state from mart.orders`);
    const { tables, problems } = await readCatalog(runSql, { schemas: ['mart'], store: createMemoryStore() });
    connection.closeSync();
    instance.closeSync();
    assert.deepEqual(problems, []);
    assert.deepEqual(
      tables.map(({ name, comment, rowCount, columns }) => [
        name, comment, rowCount, columns.map((one) => [one.name, one.type, one.comment, one.distinctCount]),
      ]), // prettier-ignore
      [
        ['orders', '注文', 100, [['id', 'BIGINT', null, 100], ['state', 'BIGINT', 'See notes.', 3]]],
        ['states', null, 3, [['state', 'BIGINT', null, 3]]],
      ], // prettier-ignore
    );
  });
});
