import type { Relation } from './relations.ts';
import { tryRows, type RunSql } from './run-sql.ts';
import { literal } from './sql-text.ts';

/**
 * "SVV_TABLE_INFO is visible only to superusers … To permit a user to query the view, grant SELECT" (r_SVV_TABLE_INFO). Who may
 * is told by HAS_TABLE_PRIVILEGE (r_HAS_TABLE_PRIVILEGE), a leader-node function that gives a text.
 */
const maySql = `select has_table_privilege('pg_catalog.svv_table_info', 'select') as may`;

const sizesSql = (schemas: readonly string[]): string =>
  `select "schema" as schema_name, "table" as table_name, tbl_rows as row_count from pg_catalog.svv_table_info
   where "schema" in (${schemas.map(literal).join(', ')})`;

export type KnownSizes = (relation: Pick<Relation, 'schema' | 'name'>) => number | null;

/**
 * Rows of the tables, those included that are deleted and not yet vacuumed: good for saying what is huge. Nothing is known
 * of views, of empty tables, and of any table where the role may not look; they are counted.
 */
export async function readSizes(runSql: RunSql, schemas: readonly string[]): Promise<KnownSizes> {
  const [may] = await runSql(maySql);
  if (!/^t(?:rue)?$/i.test(String(may?.['may']))) return () => null;
  const answer = await tryRows(runSql, sizesSql(schemas));
  if ('refusal' in answer) return () => null;
  const sizes = new Map(
    answer.rows.map((row) => [
      keyOf(String(row['schema_name']), String(row['table_name'])),
      Number(row['row_count']),
    ]),
  );
  return ({ schema, name }) => sizes.get(keyOf(schema, name)) ?? null;
}

const keyOf = (schema: string, name: string): string => JSON.stringify([schema, name]);
