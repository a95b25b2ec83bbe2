import { mkdir, rm, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { extname, join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Catalog, Table } from '../../../../shared/plan/catalog.ts';
import { identifier, pathLiteral } from '../sql-text.ts';
import { loadCsv } from './csv.ts';
import { cleanName } from './header.ts';
import { SourceProblem } from './problem.ts';
import type { Source } from './sources.ts';
import { describeTable } from './statistics.ts';

export const databaseFile = 'data.duckdb';
export const catalogFile = 'catalog.json';

/** What DuckDB itself may hold while it loads; the rest spills to disk. */
export const memoryLimit = (): number => Math.min(totalmem() / 4, 4 * 2 ** 30);

/** Makes `<directory>/data.duckdb` and `catalog.json` from the sources. A broken source does not stop the others. */
export async function writeSnapshot(
  directory: string,
  dataVersion: string,
  sources: Source[],
  options: { refused?: Catalog['problems']; onSource?: (file: string) => void } = {},
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const spill = join(directory, 'spill');
  const instance = await DuckDBInstance.create(join(directory, databaseFile), {
    preserve_insertion_order: 'true',
    memory_limit: `${Math.floor(memoryLimit() / 2 ** 20)}MiB`,
    temp_directory: spill,
    max_temp_directory_size: '10GB',
  });
  const connection = await instance.connect();
  const tables: Table[] = [];
  const problems: Catalog['problems'] = [...(options.refused ?? [])];
  for (const source of sources) {
    options.onSource?.(source.file);
    try {
      tables.push(await loadSource(connection, source, tables, directory));
    } catch (error) {
      problems.push({
        source: source.file,
        line: error instanceof SourceProblem ? error.line : null,
        text: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
      });
    }
  }
  await connection.run('checkpoint');
  connection.closeSync();
  instance.closeSync();
  await rm(spill, { recursive: true, force: true });
  const catalog: Catalog = { dialect: 'duckdb', dataVersion, tables, problems };
  await writeFile(join(directory, catalogFile), JSON.stringify(catalog));
}

async function loadSource(
  connection: DuckDBConnection,
  source: Source,
  before: Table[],
  scratch: string,
): Promise<Table> {
  const name = cleanName(source.file.slice(0, -extname(source.file).length)).trim();
  if (name === '') throw new SourceProblem('its name leaves nothing to call the table by');
  if (before.some((table) => table.name.toLowerCase() === name.toLowerCase()))
    throw new SourceProblem(`there is a table ${name} already: rename one of the files`);
  if (!source.isFile) throw new SourceProblem('it is no file');
  if (source.bytes === 0) throw new SourceProblem('it is empty', 1);
  if (source.kind === 'csv') await loadCsv(connection, name, source.path, join(scratch, 'utf8.csv'));
  else
    await connection.run(
      `create table ${identifier(name)} as select * from read_parquet(${pathLiteral(source.path)})`,
    );
  return describeTable(connection, name);
}
