import { extname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { loadCsv } from './csv.ts';
import { cleanName } from './header.ts';
import { loadParquet } from './parquet.ts';
import { SourceProblem } from './problem.ts';
import type { Source } from './sources.ts';

/** What a file of the input folder is called as a table; empty when nothing of its name is left. */
export const tableNameOf = (file: string): string => cleanName(file.slice(0, -extname(file).length)).trim();

export interface LoadTableOptions {
  /** Names of the tables that are there. */
  before: readonly string[];
  /** Where copies may be written. */
  scratch: string;
  /** Columns that are left out. */
  hidden: readonly string[];
}

/**
 * Makes a table of a file, and says what it is called.
 * @throws SourceProblem when the file cannot become one
 */
export async function loadTable(
  connection: DuckDBConnection,
  source: Source,
  { before, scratch, hidden }: LoadTableOptions,
): Promise<string> {
  const name = tableNameOf(source.file);
  if (name === '') throw new SourceProblem('its name leaves nothing to call the table by');
  if (before.some((table) => table.toLowerCase() === name.toLowerCase()))
    throw new SourceProblem(`there is a table ${name} already: rename one of the files`);
  if (!source.isFile) throw new SourceProblem('it is no file');
  if (source.bytes === 0) throw new SourceProblem('it is empty', 1);
  if (source.kind === 'csv') await loadCsv(connection, name, source.path, join(scratch, 'utf8.csv'), hidden);
  else await loadParquet(connection, name, source.path, hidden);
  return name;
}
