import type { Column } from '../../../shared/plan/catalog.ts';
import type { Row } from './run-sql.ts';
import { literal } from './sql-text.ts';
import { kindOf, typeName } from './types.ts';

export type ColumnHead = Pick<Column, 'name' | 'type' | 'kind' | 'comment'>;

/** A table or a view, as Redshift's own catalog knows it. */
export interface Relation {
  schema: string;
  name: string;
  comment: string | null;
  columns: ColumnHead[];
  /** Columns that the owner hides: named to the guard, and never asked for. */
  hidden?: string[];
}

/**
 * Each is a statement of its own: views beginning with SVV run on the compute nodes, tables beginning with PG and the
 * function of late-binding views on the leader alone, and no statement may mix them ("Leader node-only functions",
 * Database Developer Guide).
 */
export const listings = {
  /**
   * Columns of tables, views and materialized views that the role may read: SVV_REDSHIFT_COLUMNS (r_SVV_REDSHIFT_COLUMNS). It
   * lists what other databases share, too.
   */
  columns: (schemas: readonly string[]) =>
    `select schema_name, table_name, column_name, ordinal_position, data_type from svv_redshift_columns
     where database_name = current_database() and schema_name in (${listOf(schemas)})`,

  /** Views WITH NO SCHEMA BINDING have their columns nowhere else: PG_GET_LATE_BINDING_VIEW_COLS. */
  lateBinding: (schemas: readonly string[]) =>
    `select view_schema as schema_name, view_name as table_name, col_name as column_name,
       col_num as ordinal_position, col_type as data_type
     from pg_get_late_binding_view_cols()
       cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int)
     where view_schema in (${listOf(schemas)})`,

  /** "To view comments, query the PG_DESCRIPTION system catalog" (r_COMMENT). A table's own has column number 0. */
  comments: (schemas: readonly string[]) =>
    `select n.nspname as schema_name, c.relname as table_name, a.attname as column_name, d.description as comment
     from pg_catalog.pg_description d
     join pg_catalog.pg_class k on k.oid = d.classoid and k.relname = 'pg_class'
     join pg_catalog.pg_class c on c.oid = d.objoid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0
     where n.nspname in (${listOf(schemas)})`,

  /** Redshift's own tables: "pg_catalog … is searched before searching any of the path items" (r_search_path). */
  systemNames: () =>
    `select c.relname as table_name from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = 'pg_catalog'`,

  /** SVV_EXTERNAL_SCHEMAS (r_SVV_EXTERNAL_SCHEMAS): its tables are elsewhere, and not asked for. */
  externalSchemas: (schemas: readonly string[]) =>
    `select schemaname as schema_name from svv_external_schemas where schemaname in (${listOf(schemas)})`,
};

const listOf = (schemas: readonly string[]): string => schemas.map(literal).join(', ');

/** Relations in the order of the schemas and of their names. A column that two lists have is taken once. */
export function toRelations(
  columns: readonly Row[],
  comments: readonly Row[],
  schemas: readonly string[],
): Relation[] {
  const commentOf = new Map(
    comments.map((row) => [
      keyOf(row['schema_name'], row['table_name'], row['column_name']),
      String(row['comment']),
    ]),
  );
  const relations = new Map<string, Relation>();
  for (const row of columns.toSorted(
    (a, b) => Number(a['ordinal_position']) - Number(b['ordinal_position']),
  )) {
    const [schema, name, column] = [row['schema_name'], row['table_name'], row['column_name']].map(String);
    if (schema === undefined || name === undefined || column === undefined) continue;
    const key = keyOf(schema, name, null);
    const relation = relations.get(key) ?? { schema, name, comment: commentOf.get(key) ?? null, columns: [] };
    relations.set(key, relation);
    if (relation.columns.some((known) => known.name === column)) continue;
    const type = typeName(String(row['data_type']));
    const comment = commentOf.get(keyOf(schema, name, column)) ?? null;
    relation.columns.push({ name: column, type, kind: kindOf(type), comment });
  }
  return [...relations.values()].toSorted(
    (a, b) => schemas.indexOf(a.schema) - schemas.indexOf(b.schema) || (a.name < b.name ? -1 : 1),
  );
}

const keyOf = (...names: unknown[]): string => JSON.stringify(names.map((name) => name ?? null));
