import type { Column, Table } from '../../../shared/plan/catalog.ts';

/** Names of things rather than properties of them: a model could only learn them by heart. */
export function isIdentifier(table: Table, column: Column): boolean {
  if (/(?:^|[_\s-])(?:id|uuid|key|no|code)$|id$/i.test(column.name) && column.kind !== 'boolean')
    return column.distinctCount > 2;
  return column.kind === 'text' && table.rowCount >= 20 && column.distinctCount > 0.9 * table.rowCount;
}

/** The identifier whose rows repeat: rows of one must not be split into past and future at random. */
export const entityOf = (table: Table): Column | null =>
  table.columns.find(
    (column) =>
      isIdentifier(table, column) && column.distinctCount < table.rowCount && column.distinctCount > 1,
  ) ?? null;

export const timeOf = (table: Table): Column | null =>
  table.columns.find((column) => column.kind === 'time' || column.kind === 'date') ?? null;
