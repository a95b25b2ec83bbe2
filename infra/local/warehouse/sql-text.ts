import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The one row of a query. */
export async function rowOf(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[]> {
  const [row] = (await connection.runAndReadAll(sql)).getRows();
  return row ?? [];
}
