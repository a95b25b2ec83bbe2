import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { guardSql } from '../../../shared/sql/guard.ts';
import { orderedRows } from '../../../shared/sql/ordered.ts';
import { Refused } from '../../../shared/sql/refused.ts';

const ordered = (sql: string, columns: string[]) => orderedRows(sql, columns, 10, 'redshift');

describe('a statement that UNLOAD takes', () => {
  it('has its limit inside', async () => {
    assert.equal(
      await ordered('SELECT a FROM t', ['a']),
      'SELECT "a" FROM (SELECT a FROM t LIMIT 11) AS kaiseki_rows',
    );
  });

  it('keeps a smaller limit of its own', async () => {
    assert.equal(
      await ordered('SELECT a FROM t LIMIT 3', ['a']),
      'SELECT "a" FROM (SELECT a FROM t LIMIT 3) AS kaiseki_rows',
    );
  });

  it('is ordered by a column of the result', async () => {
    assert.equal(
      await ordered('SELECT a, b FROM t ORDER BY B DESC NULLS LAST, 1', ['a', 'b']),
      'SELECT "a", "b" FROM (SELECT a, b FROM t ORDER BY B DESC NULLS LAST, 1 LIMIT 11) AS kaiseki_rows ORDER BY "b" DESC NULLS LAST, "a"',
    );
  });

  it('is ordered by what the result leaves out', async () => {
    assert.equal(
      await ordered('SELECT a FROM t ORDER BY t.b + 1', ['a']),
      'SELECT "a" FROM (SELECT a, t.b + 1 AS kaiseki_order_1 FROM t ORDER BY t.b + 1 LIMIT 11) AS kaiseki_rows ORDER BY kaiseki_order_1',
    );
  });

  it('is ordered by a column that a star brings', async () => {
    assert.equal(
      await ordered('SELECT * FROM t ORDER BY b', ['a', 'b']),
      'SELECT "a", "b" FROM (SELECT * FROM t ORDER BY b LIMIT 11) AS kaiseki_rows ORDER BY "b"',
    );
  });

  it('is ordered by the aggregate that it gives under another name', async () => {
    assert.equal(
      await ordered('SELECT a, COUNT(*) AS n FROM t GROUP BY a ORDER BY COUNT(*) DESC', ['a', 'n']),
      'SELECT "a", "n" FROM (SELECT a, COUNT(*) AS n FROM t GROUP BY a ORDER BY COUNT(*) DESC LIMIT 11) AS kaiseki_rows ORDER BY "n" DESC',
    );
  });

  it('of a set operation is ordered by its columns', async () => {
    assert.equal(
      await ordered('SELECT a FROM t UNION ALL SELECT a FROM u ORDER BY 1', ['a']),
      'SELECT "a" FROM (SELECT a FROM t UNION ALL SELECT a FROM u ORDER BY 1 LIMIT 11) AS kaiseki_rows ORDER BY "a"',
    );
  });

  it('of DISTINCT is refused an order by what it leaves out', async () => {
    await assert.rejects(ordered('SELECT DISTINCT a FROM t ORDER BY b', ['a']), Refused);
  });

  it('is still one that the guard lets pass, names in quotation marks and Japanese included', async () => {
    const sql = await ordered('SELECT a AS "売上 ""計""", b FROM t ORDER BY c', ['売上 "計"', 'b']);
    const verdict = await guardSql(sql, { dialect: 'redshift', tables: ['t'] });
    assert.deepEqual(verdict, { ok: true, sql });
  });
});
