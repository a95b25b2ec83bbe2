import type { Query } from '../plan/plan.ts';
import type { Warehouse } from '../ports/warehouse.ts';
import { guardSql } from '../sql/guard.ts';

/**
 * Where SQL runs it is checked once more: a plan may have been written by a model, by an older version or by a hand that
 * reached the store. Null, or why the query is not run.
 */
export async function refusalOf(
  warehouse: Pick<Warehouse, 'dialect' | 'catalog'>,
  query: Query,
): Promise<string | null> {
  const { tables } = await warehouse.catalog();
  const verdict = await guardSql(query.sql, {
    dialect: warehouse.dialect,
    tables: tables.map((table) => table.name),
  });
  if (!verdict.ok) return `the query ${query.name} is refused: ${verdict.reason}`;
  // Who wrote the query stored regenerated text; anything else has not passed there.
  return verdict.sql === query.sql
    ? null
    : `the query ${query.name} is not in the form that the guard writes`;
}
