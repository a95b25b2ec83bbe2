import type { Catalog } from '../plan/catalog.ts';
import type { GuardOptions } from './guard.ts';

/** What may be read of a catalog's tables: for everybody who guards SQL. */
export const guardOptionsOf = ({ dialect, tables }: Pick<Catalog, 'dialect' | 'tables'>): GuardOptions => ({
  dialect,
  tables: tables.map((table) => table.name),
});
