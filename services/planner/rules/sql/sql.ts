import type { Column, Table } from '../../../../shared/plan/catalog.ts';
import type { ColumnRef } from '../words/names.ts';

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const columnSql = ({ table, column }: ColumnRef): string =>
  `${identifier(table.name)}.${identifier(column.name)}`;

/**
 * How one table is reached from another without multiplying rows: by a key that both have and that is unique there. Two
 * tables that each number their own rows ("id") or happen to measure the same ("score") have nothing in common.
 */
export function joinKey(from: Table, to: Table): string | null {
  const shared = to.columns.find(
    (column) =>
      namesOneThing(column) &&
      column.distinctCount === to.rowCount &&
      to.rowCount > 0 &&
      column.nullShare === 0 &&
      from.columns.some(
        (other) => other.name.toLowerCase() === column.name.toLowerCase() && other.kind === column.kind,
      ),
  );
  return shared?.name ?? null;
}

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
