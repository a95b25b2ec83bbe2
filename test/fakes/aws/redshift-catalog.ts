/** Redshift's own catalog on a DuckDB, whose information_schema and pg_catalog know the same of its tables. */

/**
 * To be run once, before any statement. Columns as the pages of SVV_REDSHIFT_COLUMNS, SVV_TABLE_INFO (which has nothing of empty
 * tables), SVV_EXTERNAL_SCHEMAS and PG_GET_LATE_BINDING_VIEW_COLS name them; there are no external schemas, and DuckDB's views
 * are all ordinary ones.
 */
export const redshiftCatalog = `
  create view main.svv_redshift_columns as
    select table_catalog as database_name, table_schema as schema_name, table_name, column_name, ordinal_position,
      replace(lower(data_type), 'double', 'double precision') as data_type
    from information_schema.columns where table_name not like 'svv_%' and table_name <> 'late_binding_columns';
  create view main.svv_table_info as
    select schema_name as "schema", table_name as "table", estimated_size as tbl_rows
    from duckdb_tables() where estimated_size > 0;
  create view main.svv_external_schemas as select '' as schemaname where false;
  create view main.late_binding_columns as
    select '' as view_schema, '' as view_name, '' as col_name, '' as col_type, 0 as col_num where false;
`;

/**
 * What DuckDB writes otherwise. An estimate of different values is exact here: DuckDB's own is off by up to 25 % where Redshift's
 * is by 2 %. DuckDB numbers the classes of its descriptions by itself.
 */
export const toDuckDbCatalog = (sql: string): string =>
  sql
    .replaceAll('approximate count(distinct ', 'count(distinct ')
    .replace(/pg_get_late_binding_view_cols\(\)\s+cols\([^)]*\)/, 'main.late_binding_columns')
    .replace(/(?<!')(?:pg_catalog\.)?(svv_\w+)(?!')/g, 'main.$1')
    .replace(
      "k.oid = d.classoid and k.relname = 'pg_class'",
      "k.relname = 'pg_class' and d.description is not null",
    );
