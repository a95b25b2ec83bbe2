import type { Catalog } from '../plan/catalog.ts';
import type { GuardOptions } from './guard.ts';
import type { HiddenColumns } from './hidden.ts';

/** What may be read of a catalog's tables: for everybody who guards SQL, so that nobody forgets what is hidden. */
export const guardOptionsOf = ({
  dialect,
  tables,
}: Pick<Catalog, 'dialect' | 'tables'>): GuardOptions & { hidden: HiddenColumns } => ({
  dialect,
  tables: tables.map((table) => table.name),
  hidden: new Map(tables.map((table) => [table.name, table.hidden ?? []])),
});
