import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** What another reader than the writer finds in a Parquet file: types and, as texts but for NULL, rows. */
export async function readParquet(body: Uint8Array): Promise<{ types: string[]; rows: (string | null)[][] }> {
  const folder = await mkdtemp(join(tmpdir(), 'kaiseki-parquet-'));
  try {
    const path = join(folder, 'data.parquet');
    await writeFile(path, body);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(`select * from read_parquet('${path}')`);
    return {
      types: reader.columnTypes().map(String),
      rows: reader.getRows().map((row) => row.map((value) => (value === null ? null : String(value)))),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
