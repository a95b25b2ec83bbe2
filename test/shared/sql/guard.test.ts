import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { guardSql } from '../../../shared/sql/guard.ts';

const options = { dialect: 'duckdb', tables: ['users', 'interactions', '売上'] } as const;
const guard = (sql: string) => guardSql(sql, options);

const reads = [
  'SELECT count(*) AS n FROM users',
  'select gender, avg(age) from users where age is not null group by gender having count(*) > 2 order by 2 desc limit 3',
  "SELECT date_trunc('month', CAST(timestamp AS TIMESTAMP)) AS month, count(DISTINCT userid) FROM interactions GROUP BY ALL",
  'WITH a AS (SELECT userid FROM users), b AS (SELECT * FROM a) SELECT * FROM b UNION ALL SELECT userid FROM interactions',
  'SELECT * FROM users AS u LEFT JOIN interactions AS i ON u.userid = i.userid',
  'SELECT *, row_number() OVER (PARTITION BY userid ORDER BY timestamp) FROM interactions',
  "SELECT CASE WHEN age BETWEEN 20 AND 29 THEN '20s' ELSE 'other' END FROM users WHERE gender IN ('Female', 'Male')",
  'SELECT "金額" FROM "売上" WHERE EXISTS (SELECT 1 FROM users)',
  "SELECT 'it''s -- no comment; DROP TABLE users' AS text FROM users",
  `SELECT * FROM users WHERE ${'age = 1 AND '.repeat(150)}age = 2`,
  'SELECT quantile_cont(age, 0.5), age::DOUBLE, TRY_CAST(gender AS INTEGER) FROM users',
];

const attacks: [string, RegExp][] = [
  ['DROP TABLE users', /only SELECT/],
  ['DELETE FROM users', /only SELECT/],
  ['INSERT INTO users SELECT * FROM users', /only SELECT/],
  ['SELECT 1; DROP TABLE users', /single statement/],
  ['SELECT * INTO copy FROM users', /not allowed \(into\)/],
  ['SELECT * FROM users FOR UPDATE', /locks/],
  ["SELECT * FROM read_csv('/etc/passwd')", /make tables/],
  ["SELECT * FROM '/etc/passwd'", /files/],
  ['SELECT * FROM "/etc/passwd"', /no table/],
  ['SELECT * FROM duckdb_settings', /no table/],
  ['SELECT * FROM duckdb_settings()', /make tables/],
  ['SELECT * FROM information_schema.tables', /without a schema/],
  ['SELECT * FROM main.users', /without a schema/],
  ["SELECT getenv('HOME')", /getenv is not allowed/],
  ["SELECT main.getenv('HOME')", /not allowed/],
  ['SELECT repeat(gender, 2000000000) FROM users', /repeat is not allowed/],
  ['SELECT current_user', /current_user is not allowed/],
  ['SELECT "current_timestamp" AS a FROM users', /current_timestamp is not allowed/],
  ['SELECT "current_user" FROM users', /current_user is not allowed/],
  ['SELECT current_timestamp', /not allowed/],
  [
    'SELECT * FROM users, (WITH secrets AS (SELECT 1) SELECT * FROM secrets) AS x, secrets',
    /no table secrets/,
  ],
  ['WITH secrets AS (SELECT * FROM secrets) SELECT * FROM secrets', /no table secrets/],
  ['WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT * FROM a) SELECT * FROM a', /RECURSIVE/],
  ['SELECT 1 -- comment', /comment/],
  ['SELECT 1 /* comment */', /comment/],
  ["SELECT 'a\\' FROM users", /backslash/],
  ['SELECT 1\r FROM users', /control character/],
  ['SELECT 1\u0000', /control character/],
  ['SELECT $$x$$', /dollar/],
  ['SELECT $1', /dollar/],
  ['SELECT ? FROM users', /Placeholder/],
  ['FROM users', /begins with SELECT/],
  ['VALUES (1)', /Values/],
  ['SELECT CAST(gender AS REGCLASS) FROM users', /type Regclass/],
  ['PRAGMA database_list', /only SELECT|Expected|not allowed/],
  ["SET memory_limit = '10GB'", /only SELECT/],
  ["COPY users TO '/tmp/x'", /only SELECT/],
  ["ATTACH '/tmp/x' AS x", /only SELECT/],
  ['SELECT * FROM users TABLESAMPLE 10 PERCENT', /not allowed|Expected/],
  ["SELECT 'open", /not closed/],
  ['', /single statement/],
  [`SELECT ${'('.repeat(300)}1${')'.repeat(300)}`, /deep|recursion/i],
  [`SELECT ${'1 + '.repeat(8_000)}1`, /longer than/],
  [`SELECT ${'1 + '.repeat(4_000)}1`, /more than 400 operators/],
  [`SELECT ${'NOT '.repeat(390)}true`, /Expected/],
];

describe('the SQL guard', () => {
  for (const sql of reads) {
    it(`lets pass: ${sql.slice(0, 70)}`, async () => {
      const verdict = await guard(sql);
      assert.ok(verdict.ok, JSON.stringify(verdict));
      assert.deepEqual(await guard(verdict.sql), verdict, 'what passed passes again, unchanged');
    });
  }
  for (const [sql, reason] of attacks) {
    it(`refuses: ${JSON.stringify(sql.slice(0, 70))}`, async () => {
      const verdict = await guard(sql);
      assert.ok(!verdict.ok, JSON.stringify(verdict));
      assert.match(verdict.reason, reason);
    });
  }

  it('reads Redshift too', async () => {
    const top = await guardSql('SELECT TOP 3 * FROM users', { ...options, dialect: 'redshift' });
    assert.deepEqual(top, { ok: true, sql: 'SELECT TOP 3 * FROM users' });
    const read = await guardSql("SELECT listagg(gender, ',') WITHIN GROUP (ORDER BY gender) FROM users", {
      ...options,
      dialect: 'redshift',
    });
    assert.equal(read.ok, true);
  });
});
