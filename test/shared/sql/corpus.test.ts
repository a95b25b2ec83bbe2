import assert from 'node:assert/strict';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { after, before, describe, it } from 'mocha';
import { guardSql } from '../../../shared/sql/guard.ts';
import { benign, hostile, optionsOf, tableDefinitions } from './corpus.ts';

const dialects = ['duckdb', 'redshift'] as const;
const statementsOf = (dialect: (typeof dialects)[number]) =>
  hostile
    .filter((group) => group.dialects.includes(dialect))
    .flatMap(({ title, reason, hidden, statements }) =>
      statements.map((sql) => ({ title, sql, reason: new RegExp(reason), hidden })),
    );

describe('the guard and its corpus', () => {
  for (const dialect of dialects) {
    const cases = statementsOf(dialect);
    it(`refuses ${cases.length} hostile statements of ${dialect}, each for its reason`, async () => {
      assert.ok(cases.length >= 300);
      const wrong: string[] = [];
      for (const { title, sql, reason, hidden } of cases) {
        const verdict = await guardSql(sql, optionsOf(dialect, hidden));
        if (verdict.ok) wrong.push(`${title} passes: ${sql}`);
        else if (!reason.test(verdict.reason))
          wrong.push(`${title}: ${verdict.reason} (${sql.slice(0, 100)})`);
      }
      assert.deepEqual(wrong, []);
    });
  }

  it('lets statements about hidden columns pass where nothing is hidden (negative control)', async () => {
    const { statements = [] } = hostile.find(({ hidden }) => hidden) ?? {};
    const passing = await Promise.all(statements.map((sql) => guardSql(sql, optionsOf('duckdb'))));
    assert.ok(passing.filter(({ ok }) => ok).length > statements.length / 2);
  });

  for (const dialect of dialects) {
    const statements = benign(dialect);
    it(`lets 99 of 100 of ${statements.length} benign statements of ${dialect} pass`, async () => {
      assert.ok(statements.length >= 150);
      const refused: string[] = [];
      for (const sql of statements) {
        const verdict = await guardSql(sql, optionsOf(dialect));
        if (!verdict.ok) refused.push(`${verdict.reason}: ${sql}`);
      }
      assert.ok(refused.length <= statements.length / 100, refused.join('\n'));
    });

    it(`writes what passed in a form of ${dialect} that it leaves as it is`, async () => {
      for (const sql of statements) {
        const verdict = await guardSql(sql, optionsOf(dialect));
        if (verdict.ok) assert.deepEqual(await guardSql(verdict.sql, optionsOf(dialect)), verdict);
      }
    });
  }
});

describe('what the guard writes, in DuckDB', function () {
  this.timeout(60_000);
  let connection: DuckDBConnection;
  before(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(tableDefinitions);
    await connection.run('SET threads = 1');
  });
  after(() => connection.closeSync());

  /** Rows as text; without an ORDER BY they have no order. */
  const rowsOf = async (sql: string): Promise<string[]> => {
    const rows = (await connection.runAndReadAll(sql)).getRowsJson().map((row) => JSON.stringify(row));
    return /\border by\b/i.test(sql) ? rows : rows.toSorted();
  };

  for (const [dialect, least] of [
    ['duckdb', 170],
    ['redshift', 100],
  ] as const)
    it(`returns the same as the original: at least ${least} statements of ${dialect} that run there`, async () => {
      let compared = 0;
      for (const sql of benign(dialect)) {
        const original = await rowsOf(sql).catch(() => null);
        const verdict = await guardSql(sql, optionsOf(dialect));
        if (original === null || !verdict.ok) continue;
        assert.deepEqual(await rowsOf(verdict.sql), original, sql);
        compared++;
      }
      assert.ok(compared >= least, `only ${compared} were compared`);
    });
});
