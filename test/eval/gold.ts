import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { toCell } from '../../infra/local/warehouse/cells.ts';
import { openSnapshots } from '../../infra/local/warehouse/snapshots.ts';
import { pathLiteral } from '../../infra/tables/sql-text.ts';
import { InvalidInputError } from '../../shared/errors.ts';
import type { Catalog } from '../../shared/plan/catalog.ts';
import type { Cell } from '../../shared/plan/dataset.ts';
import { guardSql } from '../../shared/sql/guard.ts';
import type { Question } from './question.ts';

/** The tables that questions are about, loaded as a host loads them, to run gold SQL on. */
export interface GoldTables {
  catalog: Catalog;
  /** Every row. @throws InvalidInputError when the guard refuses it or DuckDB cannot run it */
  run(sql: string): Promise<Cell[][]>;
  /** The rows of a result that was downloaded. */
  readParquet(bytes: Uint8Array): Promise<Cell[][]>;
  close(): void;
}

export async function openGoldTables(inputDirectory: string, scratch: string): Promise<GoldTables> {
  const snapshots = await openSnapshots(inputDirectory, scratch);
  const catalog = await snapshots.current();
  const database = await snapshots.databaseOf(catalog.dataVersion);
  if (database === null) throw new InvalidInputError(`the tables of ${inputDirectory} went away`);
  const instance = await DuckDBInstance.create(database, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const rowsOf = async (sql: string): Promise<Cell[][]> =>
    (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(toCell));
  return {
    catalog,
    async run(sql) {
      const verdict = await guardSql(sql, {
        dialect: 'duckdb',
        tables: catalog.tables.map((table) => table.name),
      });
      if (!verdict.ok) throw new InvalidInputError(`the guard refuses it: ${verdict.reason}`);
      return rowsOf(verdict.sql).catch((error: unknown) => {
        throw new InvalidInputError(`DuckDB cannot run it: ${String(error)}`, {}, { cause: error });
      });
    },
    async readParquet(bytes) {
      const path = join(scratch, `${randomUUID()}.parquet`);
      await writeFile(path, bytes);
      try {
        return await rowsOf(`select * from read_parquet(${pathLiteral(path)})`);
      } finally {
        await rm(path);
      }
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Every table that is a right answer, the first reading first. @throws InvalidInputError that names the question */
export async function goldOf(tables: GoldTables, question: Question): Promise<Cell[][][]> {
  if (question.value !== undefined) return [[[question.value]]];
  if (question.rows !== undefined) return [question.rows];
  if (question.sql === undefined) return [];
  const readings = [question.sql, ...(question.alsoRight ?? [])];
  return Promise.all(
    readings.map((sql) =>
      tables.run(sql).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        throw new InvalidInputError(`The gold of ${question.id}: ${why}: ${sql}`, {}, { cause: error });
      }),
    ),
  );
}
