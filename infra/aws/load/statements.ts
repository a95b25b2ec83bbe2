import type { PreparedTable } from './prepare-table.ts';
import type { LoadTarget } from './target.ts';

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * What puts a table in the place of the one of its name, in one transaction: whoever asks meanwhile sees the old one, and
 * keeps it when any of this fails. COPY takes columns by their place. The first time column sorts: questions are mostly
 * about a period, and Redshift then skips the blocks of others.
 *
 * Dropping the old one, not emptying it, because its columns may have changed; it fails while a view needs it.
 */
export function replaceTable(
  table: PreparedTable,
  { staging, manifestUrl }: { staging: string; manifestUrl: string | null },
  { schema, role, reader }: Pick<LoadTarget, 'schema' | 'role' | 'reader'>,
): string[] {
  const within = (name: string) => `${identifier(schema)}.${identifier(name)}`;
  const columns = table.columns.map(({ name, type }) => `${identifier(name)} ${type}`).join(', ');
  const sorted = table.columns.find(({ isTime }) => isTime);
  const sortKey = sorted === undefined ? '' : ` SORTKEY (${identifier(sorted.name)})`;
  return [
    `DROP TABLE IF EXISTS ${within(staging)}`,
    `CREATE TABLE ${within(staging)} (${columns}) DISTSTYLE AUTO${sortKey}`,
    ...(manifestUrl === null
      ? []
      : [
          `COPY ${within(staging)} FROM ${literal(manifestUrl)} IAM_ROLE ${literal(role)} FORMAT AS PARQUET MANIFEST`,
        ]),
    `DROP TABLE IF EXISTS ${within(table.name)}`,
    `ALTER TABLE ${within(staging)} RENAME TO ${identifier(table.name)}`,
    ...(reader === null ? [] : [`GRANT SELECT ON ${within(table.name)} TO ${identifier(reader)}`]),
  ];
}

/** Its tables, each with its name as Redshift keeps it: in small letters. */
export const listTables = (schema: string): string =>
  `SELECT table_name FROM svv_tables WHERE table_schema = ${literal(schema)}`;
