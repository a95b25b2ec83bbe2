import type { Column, Table } from '../../../../shared/plan/catalog.ts';
import type { ColumnRef } from '../words/names.ts';

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const columnSql = ({ table, column }: ColumnRef): string =>
  `${identifier(table.name)}.${identifier(column.name)}`;

/**
 * How one table is reached from another without multiplying rows: by a key that both have and that is unique there. Two
 * tables that each number their own rows ("id") or happen to measure the same ("score") have nothing in common, and a
 * parcel's refund is its order's: what only refers to the same third thing is no part of each other.
 */
export function joinKey(from: Table, to: Table): string | null {
  const sharedWith = (column: Column) =>
    from.columns.find(
      (other) => other.name.toLowerCase() === column.name.toLowerCase() && other.kind === column.kind,
    );
  const shared = keysOf(to).find((column, at) => {
    const other = sharedWith(column);
    return other !== undefined && (at === 0 || keysOf(from).includes(other));
  });
  return shared?.name ?? null;
}

/** Columns that tell the rows of a table apart, its own key first. */
const keysOf = ({ columns, rowCount }: Table): Column[] =>
  columns.filter(
    (column) =>
      namesOneThing(column) && column.distinctCount === rowCount && rowCount > 0 && column.nullShare === 0,
  );

/** "userid", "cust_no", "顧客番号" say what they are the key of; "id" does not. */
const namesOneThing = ({ name }: Column): boolean =>
  /.(?:id|uuid|key|no|code|number|番号|コード)$/i.test(name.replace(/[\s_-]/g, ''));

/** FROM `base`, every other table joined to it by its key; null when one cannot be. */
export function fromSql(base: Table, others: Table[]): string | null {
  const joins: string[] = [];
  for (const other of new Set(others)) {
    if (other === base) continue;
    const key = joinKey(base, other);
    if (key === null) return null;
    joins.push(
      `LEFT JOIN ${identifier(other.name)} ON ${identifier(base.name)}.${identifier(key)} = ${identifier(other.name)}.${identifier(key)}`,
    );
  }
  return [`FROM ${identifier(base.name)}`, ...joins].join(' ');
}
