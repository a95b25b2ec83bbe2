import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Catalog, Column } from '../../../shared/plan/catalog.ts';
import { guardOptionsOf } from '../../../shared/sql/options.ts';
import { guardProbe } from '../../../shared/sql/probe.ts';

const column = (name: string, kind: Column['kind'], values: string[] | null = null): Column => ({
  name,
  type: 'VARCHAR',
  kind,
  comment: null,
  nullShare: 0,
  distinctCount: 1_000,
  min: null,
  max: null,
  values,
});
const catalog: Catalog = {
  dialect: 'duckdb',
  dataVersion: 'd1',
  tables: [
    { name: 'users', comment: null, rowCount: 1_000, columns: [column('id', 'number'), column('name', 'text'), column('plan', 'text', ['free', 'paid']), column('pay', 'number'), column('born', 'date')] },
    { name: 'orders', comment: null, rowCount: 1_000, columns: [column('user_id', 'number')] },
  ],
  problems: [],
}; // prettier-ignore
const probe = (sql: string, sees: 'schema' | 'statistics' | 'results' = 'statistics') =>
  guardProbe(sql, guardOptionsOf(catalog), { sees, minimumRows: 10, catalog });

const passes: [string, string][] = [
  ['SELECT count(*) AS n FROM users', 'HAVING count(*) >= 10 LIMIT 50'],
  ['SELECT plan, avg(pay) AS pay FROM users GROUP BY plan ORDER BY pay DESC LIMIT 5', 'HAVING count(*) >= 10 AND count(pay) >= 10 ORDER BY pay DESC LIMIT 5'],
  ["SELECT count(*) AS n FROM users WHERE lower(name) LIKE '%smith%'", "LIKE '%smith%' HAVING count(*) >= 10 LIMIT 50"],
  ["SELECT date_trunc('month', born) AS month, count(*) AS n FROM users GROUP BY date_trunc('month', born)", 'HAVING count(*) >= 10 LIMIT 50'],
  ['SELECT count(*) AS n, count(DISTINCT id) AS ids, min(born) AS first, max(pay) AS top FROM users', 'HAVING count(*) >= 10 AND count(born) >= 10 AND count(pay) >= 10 LIMIT 50'],
  ['SELECT u.plan, round(sum(u.pay) / count(*), 2) AS mean FROM users AS u GROUP BY u.plan HAVING count(*) > 3', 'HAVING (count(*) > 3) AND count(*) >= 10 AND count(u.pay) >= 10 LIMIT 50'],
  ['SELECT count(CASE WHEN pay > 100 THEN 1 END) AS rich FROM users', 'HAVING count(*) >= 10 LIMIT 50'],
]; // prettier-ignore

const refusals: [string, RegExp][] = [
  ['SELECT name FROM users', /aggregates/],
  ['SELECT * FROM users', /not \*/],
  ['SELECT name, count(*) AS n FROM users GROUP BY name', /few values, .* not by name/],
  ['SELECT id, count(*) AS n FROM users GROUP BY id', /not by id/],
  ['SELECT left(name, 3) AS n, count(*) AS c FROM users GROUP BY left(name, 3)', /few values/],
  ['SELECT max(name) AS n FROM users', /one of its values/],
  ['SELECT any_value(name) AS n FROM users', /cannot return/],
  ["SELECT string_agg(name, ',') AS n FROM users", /cannot return/],
  ['SELECT max_by(name, pay) AS n FROM users', /cannot return/],
  ['SELECT sum(CASE WHEN id = 5 THEN pay END) AS p FROM users', /cannot return/],
  ['SELECT sum(pay) FILTER (WHERE id = 5) AS p FROM users', /cannot return/],
  ['SELECT sum(pay * id) AS p FROM users', /cannot return/],
  ['SELECT median(pay) OVER (PARTITION BY id) AS p FROM users', /aggregates/],
  ['SELECT DISTINCT plan FROM users', /DISTINCT/],
  ['SELECT count(*) AS n FROM users AS u JOIN orders AS o ON u.id = o.user_id', /without a join/],
  ['SELECT count(*) AS n FROM users, orders', /without a join/],
  ['SELECT count(*) AS n FROM (SELECT name FROM users) AS t', /no subquery/],
  ['SELECT count(*) AS n FROM users WHERE pay > (SELECT max(pay) FROM users)', /no subquery/],
  ['WITH t AS (SELECT name FROM users) SELECT count(*) AS n FROM t', /without WITH/],
  ['SELECT count(*) AS n FROM users UNION ALL SELECT count(*) AS n FROM orders', /set operation/],
  ['SELECT plan, count(*) AS n FROM users GROUP BY plan ORDER BY max_by(name, pay)', /cannot return/],
  ['SELECT count(*) AS n FROM users HAVING max(name) > \'M\'', /one of its values/],
  ['SELECT count(*) AS n FROM secrets', /secrets/],
  ['DROP TABLE users', /only SELECT/],
]; // prettier-ignore

describe('the guard of probes', () => {
  for (const [sql, end] of passes)
    it(`lets pass ${sql}`, async () => {
      const verdict = await probe(sql);
      assert.ok(verdict.ok, verdict.ok ? '' : verdict.reason);
      assert.ok(verdict.sql.endsWith(end), verdict.sql);
    });

  for (const [sql, reason] of refusals)
    it(`refuses ${sql}`, async () => {
      const verdict = await probe(sql);
      assert.ok(!verdict.ok, verdict.ok ? verdict.sql : '');
      assert.match(verdict.reason, reason);
    });

  it('lets rows pass for a model that sees results, and nothing for one that sees the schema', async () => {
    assert.ok((await probe('SELECT name FROM users', 'results')).ok);
    assert.ok(!(await probe('SELECT * FROM secrets', 'results')).ok);
    assert.ok(!(await probe('SELECT count(*) AS n FROM users', 'schema')).ok);
  });
});
