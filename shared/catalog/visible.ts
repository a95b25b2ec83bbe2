import { catalogSchema, tableSchema, type Catalog, type Link, type Table } from '../plan/catalog.ts';
import type { z } from 'zod';

/** A catalog as anybody may see it. */
export const visibleCatalogSchema = catalogSchema.extend({
  tables: tableSchema.omit({ hidden: true }).array(),
});
export type VisibleCatalog = z.infer<typeof visibleCatalogSchema>;

/** The catalog without hidden columns: neither them, nor their names, nor that there are any. */
export function visibleCatalog({ tables, links, ...rest }: Catalog): VisibleCatalog {
  const visible = tables.map(visibleTable);
  if (links === undefined) return { ...rest, tables: visible };
  const columns = new Set(
    visible.flatMap(({ name, columns: own }) => own.map((column) => keyOf(name, column.name))),
  );
  const isVisible = (link: Link): boolean =>
    columns.has(keyOf(link.table, link.column)) && columns.has(keyOf(link.toTable, link.toColumn));
  return { ...rest, tables: visible, links: links.filter(isVisible) };
}

function visibleTable({ hidden = [], columns, ...table }: Table): Omit<Table, 'hidden'> {
  const names = new Set(hidden.map((name) => name.toLowerCase()));
  return { ...table, columns: columns.filter(({ name }) => !names.has(name.toLowerCase())) };
}

const keyOf = (table: string, column: string): string => JSON.stringify([table, column]);
