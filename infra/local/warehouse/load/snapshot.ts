import { mkdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Catalog, Table } from '../../../../shared/plan/catalog.ts';
import { identifier, literal } from '../sql-text.ts';
import { loadCsv } from './csv.ts';
import { cleanName } from './header.ts';
import { SourceProblem } from './problem.ts';
import type { Source } from './sources.ts';
import { describeTable } from './statistics.ts';

export const databaseFile = 'data.duckdb';
export const catalogFile = 'catalog.json';

/** Makes `<directory>/data.duckdb` and `catalog.json` from the sources. A broken source does not stop the others. */
export async function writeSnapshot(
  directory: string,
  dataVersion: string,
  sources: Source[],
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const instance = await DuckDBInstance.create(join(directory, databaseFile), {
    preserve_insertion_order: 'true',
  });
  const connection = await instance.connect();
  const tables: Table[] = [];
  const problems: Catalog['problems'] = [];
  for (const source of sources) {
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
  if (source.bytes === 0) throw new SourceProblem('it is empty', 1);
  if (source.kind === 'csv') await loadCsv(connection, name, source.path, join(scratch, 'utf8.csv'));
  else
    await connection.run(
      `create table ${identifier(name)} as select * from read_parquet(${literal(source.path)})`,
    );
  return describeTable(connection, name);
}
