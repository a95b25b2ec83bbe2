import type { Catalog, Column, Table } from '../../../shared/plan/catalog.ts';

/** A text column of many values, but for what is said. */
export const column = (name: string, rest: Partial<Column> = {}): Column => ({
  name,
  type: 'VARCHAR',
  kind: 'text',
  comment: null,
  nullShare: 0,
  distinctCount: 31,
  min: null,
  max: null,
  values: null,
  ...rest,
});

export const table = (
  name: string,
  rowCount: number,
  columns: Column[],
  rest: Partial<Table> = {},
): Table => ({
  name,
  comment: null,
  rowCount,
  columns,
  ...rest,
});

export const catalogOf = (tables: Table[], rest: Partial<Catalog> = {}): Catalog => ({
  dialect: 'duckdb',
  dataVersion: 'v1',
  tables,
  problems: [],
  ...rest,
});
