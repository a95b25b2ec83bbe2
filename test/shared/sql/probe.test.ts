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
  ['SELECT count(*) AS n FROM users', 'HAVING count(*) >= 10 LIMIT 20'],
  ['SELECT plan, avg(pay) AS pay FROM users GROUP BY plan ORDER BY pay DESC LIMIT 5', 'HAVING count(*) >= 10 AND count(pay) >= 10 ORDER BY pay DESC LIMIT 5'],
  ["SELECT count(*) AS n FROM users WHERE lower(name) LIKE '%smith%'", "LIKE '%smith%' HAVING count(*) >= 10 LIMIT 20"],
  ["SELECT date_trunc('month', born) AS month, count(*) AS n FROM users GROUP BY date_trunc('month', born)", 'HAVING count(*) >= 10 LIMIT 20'],
  ['SELECT count(*) AS n, count(DISTINCT id) AS ids, min(born) AS first, max(pay) AS top FROM users', 'HAVING count(*) >= 10 AND count(born) >= 10 AND count(pay) >= 10 LIMIT 20'],
  ['SELECT u.plan, round(sum(u.pay) / count(*), 2) AS mean FROM users AS u GROUP BY u.plan HAVING count(*) > 3', 'HAVING (count(*) > 3) AND count(*) >= 10 AND count(u.pay) >= 10 LIMIT 20'],
  ['SELECT count(*) AS n FROM users AS u JOIN orders AS o ON u.id = o.user_id', 'count(DISTINCT u.id) NOT BETWEEN 1 AND 9 AND count(DISTINCT o.user_id) NOT BETWEEN 1 AND 9 LIMIT 20'],
]; // prettier-ignore

const refusals: [string, RegExp][] = [
  ['SELECT name FROM users', /aggregates/],
  ['SELECT * FROM users', /not \*/],
  ['SELECT name, count(*) AS n FROM users GROUP BY name', /few values, .* not by name/],
  ['SELECT id, count(*) AS n FROM users GROUP BY id', /not by id/],
  ['SELECT left(name, 3) AS n, count(*) AS c FROM users GROUP BY left(name, 3)', /few values/],
  ['SELECT max(name) AS n FROM users', /would be cells/],
  ['SELECT any_value(name) AS n FROM users', /aggregates of columns|columns as they are/],
  ["SELECT string_agg(name, ',') AS n FROM users", /aggregates of columns|columns as they are/],
  ['SELECT max_by(name, pay) AS n FROM users', /aggregates of columns|columns as they are/],
  ['SELECT sum(CASE WHEN id = 5 THEN pay END) AS p FROM users', /aggregates of columns|columns as they are/],
  ['SELECT sum(pay) FILTER (WHERE id = 5) AS p FROM users', /aggregates of columns|columns as they are/],
  ['SELECT sum(pay * id) AS p FROM users', /aggregates of columns|columns as they are/],
  ['SELECT median(pay) OVER (PARTITION BY id) AS p FROM users', /aggregates/],
  ['SELECT DISTINCT plan FROM users', /DISTINCT/],
  ['SELECT sum(u.pay) AS p FROM users AS u JOIN orders AS o ON u.id = o.user_id', /./],
  ['SELECT count(CASE WHEN pay > 100 THEN 1 END) AS rich FROM users', /columns as they are/],
  ['SELECT count(*) AS n FROM users, orders', /joins others to it/],
  ['SELECT count(*) AS n FROM (SELECT name FROM users) AS t', /no subqueries|literals/],
  ['SELECT count(*) AS n FROM users WHERE pay > (SELECT max(pay) FROM users)', /no subqueries|literals/],
  ['WITH t AS (SELECT name FROM users) SELECT count(*) AS n FROM t', /without WITH/],
  ['SELECT count(*) AS n FROM users UNION ALL SELECT count(*) AS n FROM orders', /without WITH, UNION/],
  ['SELECT plan, count(*) AS n FROM users GROUP BY plan ORDER BY max_by(name, pay)', /aggregates of columns|columns as they are/],
  ['SELECT count(*) AS n FROM users HAVING max(name) > \'M\'', /would be cells/],
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
