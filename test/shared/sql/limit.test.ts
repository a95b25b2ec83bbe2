import assert from 'node:assert/strict';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { after, before, describe, it } from 'mocha';
import { guardSql } from '../../../shared/sql/guard.ts';
import { limitRows } from '../../../shared/sql/limit.ts';
import { benign, optionsOf, tableDefinitions } from './corpus.ts';

const cases: [string, string][] = [
  ['SELECT a FROM t', 'SELECT a FROM t LIMIT 6'],
  ['SELECT a FROM t ORDER BY a DESC', 'SELECT a FROM t ORDER BY a DESC LIMIT 6'],
  ['SELECT a FROM t LIMIT 3', 'SELECT a FROM t LIMIT 3'],
  ['SELECT a FROM t LIMIT 6', 'SELECT a FROM t LIMIT 6'],
  ['SELECT a FROM t ORDER BY a LIMIT 100 OFFSET 2', 'SELECT a FROM t ORDER BY a LIMIT 6 OFFSET 2'],
  ['SELECT a FROM t OFFSET 2', 'SELECT a FROM t LIMIT 6 OFFSET 2'],
  ['SELECT a FROM t UNION ALL SELECT b FROM t', 'SELECT a FROM t UNION ALL SELECT b FROM t LIMIT 6'],
  [
    'SELECT a FROM t ORDER BY a LIMIT (SELECT 9)',
    'SELECT * FROM (SELECT a FROM t ORDER BY a LIMIT (SELECT 9)) AS limited LIMIT 6',
  ],
  [
    'SELECT a FROM t ORDER BY a FETCH FIRST 9 ROWS WITH TIES',
    'SELECT * FROM (SELECT a FROM t ORDER BY a FETCH FIRST 9 ROWS WITH TIES) AS limited LIMIT 6',
  ],
];

describe('a limit of 5 rows', () => {
  for (const [sql, limited] of cases)
    it(`asks for one row more: ${sql}`, async () => assert.equal(await limitRows(sql, 5, 'duckdb'), limited));

  it('stands around TOP', async () => {
    const limited = await limitRows('SELECT TOP 9 a FROM t ORDER BY a', 5, 'redshift');
    assert.equal(limited, 'SELECT * FROM (SELECT TOP 9 a FROM t ORDER BY a) AS limited LIMIT 6');
  });
});

describe('a limit of 2 rows on every benign statement', function () {
  this.timeout(60_000);
  let connection: DuckDBConnection;
  before(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(tableDefinitions);
  });
  after(() => connection.closeSync());
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();

  for (const dialect of ['duckdb', 'redshift'] as const)
    it(`passes the guard of ${dialect}, and is what the guard writes`, async () => {
      for (const sql of benign(dialect)) {
        const verdict = await guardSql(sql, optionsOf(dialect));
        if (!verdict.ok) continue;
        const limited = await limitRows(verdict.sql, 2, dialect);
        assert.deepEqual(await guardSql(limited, optionsOf(dialect)), { ok: true, sql: limited });
      }
    });

  it('gives the first three rows in their order', async () => {
    let ordered = 0;
    for (const sql of benign('duckdb')) {
      const verdict = await guardSql(sql, optionsOf('duckdb'));
      const all = verdict.ok ? await rowsOf(verdict.sql).catch(() => null) : null;
      if (!verdict.ok || all === null) continue;
      const limited = await rowsOf(await limitRows(verdict.sql, 2, 'duckdb'));
      assert.equal(limited.length, Math.min(all.length, 3), sql);
      if (!/ order by [^)]*$/i.test(sql)) continue;
      assert.deepEqual(limited, all.slice(0, 3), sql);
      ordered++;
    }
    assert.ok(ordered >= 100, `${ordered} statements have an order`);
  });
});
