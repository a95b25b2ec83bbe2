import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { limitedSql } from '../../../../infra/local/warehouse/limited-sql.ts';

describe('the statement that a worker gets', () => {
  it('ends one row after the limit', async () => {
    assert.equal(await limitedSql('SELECT a FROM t ORDER BY a', 5), 'SELECT a FROM t ORDER BY a LIMIT 6');
  });

  for (const sql of [
    'select a from t',
    'SELECT 1; SELECT 2',
    "SELECT * FROM read_text('x')",
    "SELECT * FROM '/etc/hostname'",
    'DROP TABLE t',
  ])
    it(`is left alone in a form that the guard does not write: ${sql}`, async () => {
      assert.equal(await limitedSql(sql, 5), sql);
    });
});
