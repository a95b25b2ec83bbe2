import type { DuckDBConnection } from '@duckdb/node-api';
import type { Column, Table } from '../../../../shared/plan/catalog.ts';
import { identifier, literal, rowOf } from '../../../tables/sql-text.ts';

/** Up to this many rows distinct values are counted, beyond they are estimated, but for what may be a key. */
const exactRows = 1_000_000;
const listedValues = 30;
/** A catalog is for people and planners: it holds no whole documents. */
const shownCharacters = 200;
/** DuckDB's time for one statement grows faster than its columns. */
const columnsAtOnce = 20;

/** What a planner may know of a table: counts, ranges, and the values of columns that have few. */
export async function describeTable(connection: DuckDBConnection, name: string): Promise<Table> {
  const reader = await connection.runAndReadAll(
    `select column_name, data_type from information_schema.columns where table_name = ${literal(name)} order by ordinal_position`,
  );
  const sources = (reader.getRows() as [string, string][]).map(([column, type]) => ({
    column,
    type,
    kind: kindOf(type),
  }));
  const [count] = await rowOf(connection, `select count(*) from ${identifier(name)}`);
  const table = { name, rowCount: Number(count) };
  const columns: Column[] = [];
  for (let from = 0; from < sources.length; from += columnsAtOnce)
    columns.push(...(await describeColumns(connection, table, sources.slice(from, from + columnsAtOnce))));
  return { name, comment: null, rowCount: table.rowCount, columns };
}

interface ColumnSource {
  column: string;
  type: string;
  kind: Column['kind'];
}

interface CountedTable {
  name: string;
  rowCount: number;
}

/** One pass over the table for the numbers of all columns, and one for the values of those that have few. */
async function describeColumns(
  connection: DuckDBConnection,
  table: CountedTable,
  sources: readonly ColumnSource[],
): Promise<Column[]> {
  const perColumn = sources.map((source) => statisticsSql(source, table.rowCount));
  const row = await rowOf(connection, `select ${perColumn.flat().join(', ')} from ${identifier(table.name)}`);
  const columns: Column[] = [];
  const listed: number[] = [];
  for (const [i, { column, type, kind }] of sources.entries()) {
    const [present, distinct, longest, min, max] = row.slice(i * 5, i * 5 + 5);
    const isListed =
      kind !== 'other' && Number(distinct) <= listedValues && Number(longest ?? 0) <= shownCharacters;
    if (isListed) listed.push(i);
    columns.push({
      name: column,
      type,
      kind,
      comment: null,
      nullShare: table.rowCount === 0 ? 0 : 1 - Number(present) / table.rowCount,
      distinctCount: Number(distinct),
      min: min == null ? null : String(min),
      max: max == null ? null : String(max),
      values: isListed ? [] : null,
    });
  }
  for (const { at, value } of await valuesOf(connection, table, sources, listed))
    columns[at]?.values?.push(value);
  for (const column of columns)
    if (mayBeKey(column, table)) column.distinctCount = await countDistinct(connection, table, column);
  return columns;
}

/** Five numbers: rows that have a value, different values, characters of the longest, the smallest and the largest. */
function statisticsSql({ column, kind }: ColumnSource, rowCount: number): string[] {
  const name = identifier(column);
  if (kind === 'other') return [`count(${name})`, 'count(*)', 'null', 'null', 'null'];
  const shown = (value: string) => `left(cast(${value} as varchar), ${shownCharacters})`;
  return [
    `count(${name})`,
    rowCount <= exactRows ? `count(distinct ${name})` : `approx_count_distinct(${name})`,
    `max(length(cast(${name} as varchar)))`,
    shown(`min(${name})`),
    shown(`max(${name})`),
  ];
}

/** Every value of the columns at those places, the most frequent first. */
async function valuesOf(
  connection: DuckDBConnection,
  table: CountedTable,
  sources: readonly ColumnSource[],
  places: readonly number[],
): Promise<{ at: number; value: string }[]> {
  if (places.length === 0) return [];
  const counts = places.map((at) => {
    const name = identifier(sources[at]?.column ?? '');
    return `select ${at} as place, cast(${name} as varchar) as value, count(*) as n from ${identifier(table.name)}
      where ${name} is not null group by ${name}`;
  });
  const reader = await connection.runAndReadAll(
    `select place, value from (${counts.join(' union all ')}) order by place, n desc, value`,
  );
  return reader.getRows().map(([at, value]) => ({ at: Number(at), value: String(value) }));
}

/** An estimate cannot tell whether a column has every value once. */
const mayBeKey = ({ kind, nullShare, distinctCount }: Column, { rowCount }: CountedTable): boolean =>
  rowCount > exactRows &&
  (kind === 'number' || kind === 'text') &&
  nullShare === 0 &&
  distinctCount > rowCount * 0.9;

async function countDistinct(
  connection: DuckDBConnection,
  table: CountedTable,
  { name }: Column,
): Promise<number> {
  const [count] = await rowOf(
    connection,
    `select count(distinct ${identifier(name)}) from ${identifier(table.name)}`,
  );
  return Number(count);
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
