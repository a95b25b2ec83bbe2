import { mkdir, rm, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Catalog } from '../../../../shared/plan/catalog.ts';
import { loadInput } from './input.ts';
import type { Source } from '../../../tables/sources.ts';

export const databaseFile = 'data.duckdb';
export const catalogFile = 'catalog.json';

/** What DuckDB itself may hold while it loads; the rest spills to disk. */
export const memoryLimit = (): number => Math.min(totalmem() / 4, 4 * 2 ** 30);

/**
 * Makes `<directory>/data.duckdb` and `catalog.json` from the sources. A broken table does not stop the others; semantics that
 * cannot be read stop all of them.
 */
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
  const loaded = await loadInput(connection, {
    scratch: directory,
    sources,
    refused: options.refused ?? [],
    onSource: options.onSource ?? (() => undefined),
  });
  await connection.run('checkpoint');
  connection.closeSync();
  instance.closeSync();
  await rm(spill, { recursive: true, force: true });
  const catalog: Catalog = { dialect: 'duckdb', dataVersion, ...loaded };
  await writeFile(join(directory, catalogFile), JSON.stringify(catalog));
}
