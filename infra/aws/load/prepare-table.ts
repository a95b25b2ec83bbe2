import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { loadTable } from '../../tables/load-table.ts';
import { SourceProblem } from '../../tables/problem.ts';
import { identifier, literal, pathLiteral, rowOf } from '../../tables/sql-text.ts';
import type { Source } from '../../tables/sources.ts';
import { emptyColumn, textType, toLoadedColumn, type LoadedColumn } from './columns.ts';

/** A table as it can be loaded: what it is made of, and files that hold its rows, each of about 64 MB. */
export interface PreparedTable {
  name: string;
  rowCount: number;
  columns: { name: string; type: string; isTime: boolean }[];
  /** Paths of Parquet files; none for a table without rows. */
  files: string[];
}

/** "Names and identifiers", "Quotas and limits" in Redshift's Database Developer Guide. */
const [longestNameBytes, mostColumns] = [127, 1_600];

/**
 * @param directory an empty one of its own
 * @param hidden columns that are loaded without their values
 * @throws SourceProblem
 */
export async function prepareTable(
  source: Source,
  directory: string,
  hidden: readonly string[],
): Promise<PreparedTable> {
  const instance = await DuckDBInstance.create(join(directory, 'table.duckdb'));
  const connection = await instance.connect();
  try {
    await connection.run("set TimeZone = 'UTC'");
    const name = await loadTable(connection, source, { before: [], scratch: directory, hidden });
    const columns = [...(await columnsOf(connection, name)), ...hidden.map(emptyColumn)];
    refuse(name, columns);
    const types = await typesOf(connection, name, columns);
    const [count] = await rowOf(connection, `select count(*) from ${identifier(name)}`);
    const rowCount = Number(count);
    const files = rowCount === 0 ? [] : await writeParquet(connection, name, columns, directory);
    return {
      name,
      rowCount,
      columns: columns.map((column, i) => ({
        name: column.name,
        type: types[i] ?? '',
        isTime: column.isTime,
      })),
      files,
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function columnsOf(connection: DuckDBConnection, table: string): Promise<LoadedColumn[]> {
  const reader = await connection.runAndReadAll(
    `select column_name, data_type from information_schema.columns where table_name = ${literal(table)} order by ordinal_position`,
  );
  return (reader.getRows() as [string, string][]).map(([name, type]) => toLoadedColumn(name, type));
}

function refuse(table: string, columns: readonly LoadedColumn[]): void {
  if (columns.length > mostColumns)
    throw new SourceProblem(
      `it has ${columns.length} columns; a table of Redshift has at most ${mostColumns}`,
    );
  const long = [table, ...columns.map(({ name }) => name)].find(
    (name) => Buffer.byteLength(name) > longestNameBytes,
  );
  if (long !== undefined)
    throw new SourceProblem(
      `the name ${long} is longer than Redshift's ${longestNameBytes} bytes: shorten it`,
    );
}

async function typesOf(
  connection: DuckDBConnection,
  table: string,
  columns: readonly LoadedColumn[],
): Promise<string[]> {
  const types: string[] = [];
  for (const { name, value, type } of columns) {
    if (type !== null) types.push(type);
    else {
      const [longest] = await rowOf(connection, `select max(strlen(${value})) from ${identifier(table)}`);
      const fitting = textType(Number(longest ?? 0));
      if (fitting === null)
        throw new SourceProblem(
          `a text in column ${name} has ${String(longest)} bytes; Redshift holds at most 65,535: shorten it, or take the column out`,
        );
      types.push(fitting);
    }
  }
  return types;
}

/** COPY reads several files at once, and each is sent again as a whole when its upload breaks. */
async function writeParquet(
  connection: DuckDBConnection,
  table: string,
  columns: readonly LoadedColumn[],
  directory: string,
): Promise<string[]> {
  const folder = join(directory, 'parquet');
  await mkdir(folder);
  const values = columns.map(({ name, value }) => `${value} as ${identifier(name)}`).join(', ');
  await connection.run(
    `copy (select ${values} from ${identifier(table)}) to ${pathLiteral(folder)}
      (format parquet, compression snappy, file_size_bytes '64MB', overwrite_or_ignore)`,
  );
  return (await readdir(folder)).toSorted().map((file) => join(folder, file));
}
