import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { after, before } from 'mocha';
import { toCell } from '../../../../infra/local/warehouse/cells.ts';
import { readCatalog } from '../../../../infra/redshift/catalog/read-catalog.ts';
import type { Row, RunSql } from '../../../../infra/redshift/catalog/run-sql.ts';
import { RetryableError } from '../../../../shared/errors.ts';
import type { Catalog } from '../../../../shared/plan/catalog.ts';
import { toDuckDbCatalog } from '../../../fakes/aws/redshift-catalog.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';

/** What Redshift's own catalog gives, and what the object store holds. */
export interface Scene {
  schemas?: string[];
  columns: Row[];
  lateBinding?: Row[];
  comments?: Row[];
  systemNames?: string[];
  externalSchemas?: string[];
  /** Of SVV_TABLE_INFO; without them the role may not look. */
  sizes?: Row[];
  /** Statements that Redshift takes and does not finish. */
  fails?: RegExp;
  /** By key. */
  files?: Record<string, string>;
}

/** Rows as SVV_REDSHIFT_COLUMNS and PG_GET_LATE_BINDING_VIEW_COLS give them. */
export const columnsOf = (schema: string, table: string, types: Record<string, string>): Row[] =>
  Object.entries(types).map(([name, type], i) => ({
    schema_name: schema,
    table_name: table,
    column_name: name,
    ordinal_position: i + 1,
    data_type: type,
  }));

export interface Redshift {
  read: (scene: Scene) => Promise<Catalog>;
  /** Makes the tables that the statements really read. */
  make: (sql: string) => Promise<unknown>;
  /** Every statement of the last catalog. */
  statements: string[];
}

/** Redshift's own catalog by literal rows; whatever reads users' tables really runs, in a DuckDB of this test file. */
export function useRedshift(): Redshift {
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  const statements: string[] = [];
  before(async () => {
    instance = await DuckDBInstance.create();
    connection = await instance.connect();
  });
  after(() => {
    connection.closeSync();
    instance.closeSync();
  });

  const run = async (sql: string): Promise<Row[]> => {
    const reader = await connection.runAndReadAll(toDuckDbCatalog(sql));
    return reader
      .getRowObjects()
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toCell(value)])));
  };

  return {
    statements,
    make: (sql) => connection.run(sql),
    async read(scene) {
      statements.length = 0;
      const store = createMemoryStore();
      for (const [key, text] of Object.entries(scene.files ?? {})) await store.put(key, text);
      const runSql: RunSql = async (sql) => {
        statements.push(sql);
        if (scene.fails?.test(sql) === true) throw new RetryableError('it was cancelled', { sql });
        const listed = listingOf(sql, scene);
        if (listed !== null) return listed;
        return run(sql).catch((error: unknown) => {
          throw new RetryableError(String(error), { sql });
        });
      };
      return readCatalog(runSql, { schemas: scene.schemas ?? ['main'], store });
    },
  };
}

function listingOf(sql: string, scene: Scene): Row[] | null {
  if (sql.includes('svv_redshift_columns')) return scene.columns;
  if (sql.includes('pg_get_late_binding_view_cols')) return scene.lateBinding ?? [];
  if (sql.includes('pg_description')) return scene.comments ?? [];
  if (sql.includes("nspname = 'pg_catalog'"))
    return (scene.systemNames ?? []).map((name) => ({ table_name: name }));
  if (sql.includes('svv_external_schemas'))
    return (scene.externalSchemas ?? []).map((name) => ({ schema_name: name }));
  if (sql.includes('has_table_privilege')) return [{ may: scene.sizes === undefined ? 'false' : 'true' }];
  return sql.includes('svv_table_info') ? (scene.sizes ?? []) : null;
}
