import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A file's path for DuckDB, which would take `*`, `?` and `[` in it for a pattern. */
export const pathLiteral = (path: string): string => literal(path.replace(/[*?[]/g, (sign) => `[${sign}]`));

/** The one row of a query. */
export async function rowOf(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[]> {
  const [row] = (await connection.runAndReadAll(sql)).getRows();
  return row ?? [];
}
