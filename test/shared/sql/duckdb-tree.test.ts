import assert from 'node:assert/strict';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { after, before, describe, it } from 'mocha';
import { duckDbTrees, forbiddenIn } from './duckdb-tree.ts';

const forbidden: [string, string[]][] = [
  ['SELECT id FROM orders WHERE id IN (SELECT id FROM secrets)', ['the table secrets']],
  ['SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x), x', ['the table x']],
  ["SELECT * FROM 'x.csv'", ['the table x.csv']],
  ['SELECT * FROM main.orders', ['the schema main']],
  ['SELECT * FROM range(3)', ['a relation TABLE_FUNCTION', 'the function range']],
  ['SELECT * FROM orders POSITIONAL JOIN orders AS o', ['a join POSITIONAL']],
  ['SELECT * FROM orders TABLESAMPLE 10%', ['a sample']],
  ["SELECT getenv('HOME') FROM orders", ['the function getenv']],
  ['SELECT current_user', ['the word current_user']],
  ['SELECT $1', ['PARAMETER']],
  ['SELECT * FROM orders PIVOT (count(*) FOR id IN (1))', ['a relation PIVOT']],
  ['WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 2) SELECT * FROM r', ['RECURSIVE_CTE_NODE']],
];

describe('what DuckDB says of a statement', () => {
  let connection: DuckDBConnection;
  before(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
  });
  after(() => connection.closeSync());

  for (const [sql, found] of forbidden)
    it(`shows what is not allowed in ${sql}`, async () => {
      const trees = await duckDbTrees(connection, sql);
      assert.deepEqual([...new Set(forbiddenIn(trees, ['orders']))].toSorted(), found.toSorted());
    });

  it('shows nothing where all is allowed', async () => {
    const sql = 'WITH x AS (SELECT id FROM Orders) SELECT sum(id) + 1 FROM x JOIN orders USING (id)';
    assert.deepEqual([...forbiddenIn(await duckDbTrees(connection, sql), ['orders'])], []);
  });

  it('counts the statements', async () => {
    assert.equal((await duckDbTrees(connection, 'SELECT 1; SELECT 2'))?.length, 2);
  });

  it('is nothing for what it cannot read, and an error for what is no SELECT', async () => {
    assert.equal(await duckDbTrees(connection, 'SELECT FROM WHERE'), null);
    await assert.rejects(duckDbTrees(connection, 'DROP TABLE orders'), /Only SELECT/);
  });
});
