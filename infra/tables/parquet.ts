import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier, pathLiteral } from './sql-text.ts';
import { refuseNamesakes, visibleColumns } from './hidden.ts';

/**
 * Loads a Parquet file, but for its hidden columns, as a table.
 * @throws SourceProblem
 */
export async function loadParquet(
  connection: DuckDBConnection,
  table: string,
  path: string,
  hidden: readonly string[],
): Promise<void> {
  const file = pathLiteral(path);
  const names = async (sql: string): Promise<string[]> =>
    (await connection.runAndReadAll(sql)).getRows().map(([name]) => String(name));
  if (hidden.length > 0) refuseNamesakes(await names(`select name from parquet_schema(${file})`), hidden);
  const columns = await names(`select column_name from (describe select * from read_parquet(${file}))`);
  const visible = visibleColumns(columns, hidden).map(identifier).join(', ');
  await connection.run(`create table ${identifier(table)} as select ${visible} from read_parquet(${file})`);
}
