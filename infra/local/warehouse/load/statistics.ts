import type { DuckDBConnection } from '@duckdb/node-api';
import type { Column, Table } from '../../../../shared/plan/catalog.ts';
import { identifier, literal, rowOf } from '../sql-text.ts';

/** Up to this many rows distinct values are counted, beyond they are estimated. */
const exactRows = 1_000_000;
const listedValues = 30;

/** What a planner may know of a table: counts, ranges, and the values of columns that have few. */
export async function describeTable(connection: DuckDBConnection, name: string): Promise<Table> {
  const columns = await connection.runAndReadAll(
    `select column_name, data_type from information_schema.columns where table_name = ${literal(name)} order by ordinal_position`,
  );
  const [count] = await rowOf(connection, `select count(*) from ${identifier(name)}`);
  const rowCount = Number(count);
  const described: Column[] = [];
  for (const [column, type] of columns.getRows() as [string, string][]) {
    described.push(await describeColumn(connection, { table: name, column, type, rowCount }));
  }
  return { name, comment: null, rowCount, columns: described };
}

interface ColumnSource {
  table: string;
  column: string;
  type: string;
  rowCount: number;
}

async function describeColumn(connection: DuckDBConnection, source: ColumnSource): Promise<Column> {
  const column = identifier(source.column);
  const kind = kindOf(source.type);
  const distinct =
    source.rowCount <= exactRows ? `count(distinct ${column})` : `approx_count_distinct(${column})`;
  const [present, distinctCount, min, max] = await rowOf(
    connection,
    `select count(${column}), ${kind === 'other' ? 'count(*)' : distinct}, ${range('min', column, kind)}, ${range('max', column, kind)} from ${identifier(source.table)}`,
  );
  return {
    name: source.column,
    type: source.type,
    kind,
    comment: null,
    nullShare: source.rowCount === 0 ? 0 : 1 - Number(present) / source.rowCount,
    distinctCount: Number(distinctCount),
    min: min === null ? null : String(min),
    max: max === null ? null : String(max),
    values:
      kind !== 'other' && Number(distinctCount) <= listedValues ? await valuesOf(connection, source) : null,
  };
}

/** A catalog is for people and planners: it holds no whole documents. */
const shownCharacters = 200;

const range = (which: 'min' | 'max', column: string, kind: Column['kind']): string =>
  kind === 'other' ? 'null' : `left(cast(${which}(${column}) as varchar), ${shownCharacters})`;

/** Null when they are too long to list. */
async function valuesOf(
  connection: DuckDBConnection,
  { table, column }: ColumnSource,
): Promise<string[] | null> {
  const name = identifier(column);
  const [longest] = await rowOf(
    connection,
    `select max(length(cast(${name} as varchar))) from ${identifier(table)}`,
  );
  if (Number(longest) > shownCharacters) return null;
  const reader = await connection.runAndReadAll(
    `select cast(${name} as varchar) from ${identifier(table)} where ${name} is not null group by ${name} order by count(*) desc, 1`,
  );
  return reader.getRows().map(([value]) => String(value));
}

export function kindOf(type: string): Column['kind'] {
  if (/^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|UBIGINT|UHUGEINT|DECIMAL\b.*|FLOAT|DOUBLE)$/.test(type))
    return 'number';
  if (type === 'VARCHAR' || type === 'UUID' || type.startsWith('ENUM')) return 'text';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'DATE') return 'date';
  if (type.startsWith('TIMESTAMP')) return 'time';
  return 'other';
}
