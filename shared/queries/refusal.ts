import type { Query } from '../plan/plan.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import { guardSql } from '../sql/guard.ts';
import { guardOptionsOf } from '../sql/options.ts';

/**
 * Where SQL runs it is checked once more: a plan may have been written by a model, by an older version or by a hand that
 * reached the store. Null, or why the query is not run.
 */
export async function refusalOf(warehouse: Pick<Warehouse, 'catalog'>, query: Query): Promise<string | null> {
  const verdict = await guardSql(query.sql, guardOptionsOf(await warehouse.catalog()));
  if (!verdict.ok) return `the query ${query.name} is refused: ${verdict.reason}`;
  // Who wrote the query stored regenerated text; anything else has not passed there.
  return verdict.sql === query.sql
    ? null
    : `the query ${query.name} is not in the form that the guard writes`;
}
