import type { Catalog, Column, Link, Table } from '../plan/catalog.ts';

/** A column that tells the rows of its table apart, as far as its statistics know. */
export const isKey = (table: Table, column: Column): boolean =>
  table.rowCount > 0 &&
  (column.kind === 'number' || column.kind === 'text') &&
  column.nullShare === 0 &&
  column.distinctCount === table.rowCount;

/**
 * Foreign keys that names, types and statistics speak for: the column has the key's name, or the name of the key's table
 * before or behind it; and its values can be among the key's. The likeliest of a column's comes first. Where data is at hand
 * the warehouse tries containment itself: statistics can only rule it out.
 */
export function candidateLinks(tables: readonly Table[]): Link[] {
  const keys = keysByName(tables);
  return tables.flatMap((table) =>
    table.columns.flatMap((column) =>
      namesOfKey(column.name)
        .flatMap((name) => keys.get(name) ?? [])
        .filter((key) => key.table !== table && canHold(key.column, column))
        .map((key) => ({
          table: table.name,
          column: column.name,
          toTable: key.table.name,
          toColumn: key.column.name,
        })),
    ),
  );
}

/** The likeliest foreign key of each column, where nobody can look at the data. */
export function likelyLinks({ tables }: Pick<Catalog, 'tables'>): Link[] {
  const first = new Map<string, Link>();
  for (const link of candidateLinks(tables)) {
    const column = JSON.stringify([link.table, link.column]);
    if (!first.has(column)) first.set(column, link);
  }
  return [...first.values()];
}

interface Key {
  table: Table;
  column: Column;
}

/** Suffixes of names that say "this is a key". */
const suffix = /(?:id|key|code|cd|no|nr|num|sk|uuid)$/;
const squeeze = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/gu, '');

/** `customers`, `dim_customer` → `customer`: what other tables call its key by. */
const entityOf = (table: string): string =>
  squeeze(
    table.replace(/^(?:dim|fact|fct|stg|mst|m|t|tbl|d|f)_/i, '').replace(/_(?:master|dim|mst|tbl)$/i, ''),
  )
    .replace(/ies$/, 'y')
    .replace(/(?<=s|x|ch|sh)es$/, '')
    .replace(/(?<=[^s])s$/, '');

/** Keys by every name that a column of another table may have for them. The table that has the name itself comes first. */
function keysByName(tables: readonly Table[]): ReadonlyMap<string, Key[]> {
  const keys = new Map<string, (Key & { own: boolean })[]>();
  const add = (name: string, key: Key & { own: boolean }) => {
    keys.set(name, [...(keys.get(name) ?? []), key]);
  };
  for (const table of tables)
    for (const column of table.columns) {
      if (!isKey(table, column)) continue;
      const name = squeeze(column.name);
      const entity = entityOf(table.name);
      const end = suffix.exec(name)?.[0];
      const own = end !== undefined && (name === end || name === `${entity}${end}`);
      if (end !== undefined && name === end) add(`${entity}${end}`, { table, column, own });
      else if (name.length > 3) add(name, { table, column, own });
    }
  for (const [name, found] of keys)
    keys.set(
      name,
      found.toSorted((a, b) => Number(b.own) - Number(a.own)),
    );
  return keys;
}

/** `billing_customer_id` may be the key `billing_customer_id`, else `customer_id`. */
function namesOfKey(column: string): string[] {
  const words = column.split(/[\s_-]+/u);
  return words
    .map((_, i) => squeeze(words.slice(i).join('_')))
    .filter((name, i) => i === 0 || name.length > 4);
}

/** Whether nothing that is known says otherwise. Counts may be estimates, 5 % off. */
function canHold(key: Column, column: Column): boolean {
  if (key.kind !== column.kind || column.distinctCount > key.distinctCount * 1.05) return false;
  if (column.distinctCount === 0) return false;
  if (key.kind !== 'number') return true;
  const [low, high] = [Number(key.min), Number(key.max)];
  return Number(column.min) >= low && Number(column.max) <= high;
}
