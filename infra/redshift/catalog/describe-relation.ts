import type { Column, Table } from '../../../shared/plan/catalog.ts';
import type { ColumnHead, Relation } from './relations.ts';
import { tryRows, type RunSql } from './run-sql.ts';
import type { KnownSizes } from './sizes.ts';
import { countSql, distinctSql, statisticsSql, valuesSql, type Scan } from './statistics-sql.ts';
import { emptyColumn, hasFewValues, mayBeKey, toColumn, withValues, type Numbers } from './statistics.ts';

/** Beyond so many rows the different values are those of a sample, and no link and no key is looked for. */
export const wholeRows = 100_000_000;
const sampleRows = 10_000_000;
const firstRows = 1_000_000;
/** Six numbers each, with names of up to 127 bytes: far below the 100 KB that a statement may have. */
const columnsAtOnce = 60;

/** What a planner may know of a table: counts, ranges, and the values of columns that have few; or why it cannot be read. */
export async function describeRelation(
  runSql: RunSql,
  relation: Relation,
  sizeOf: KnownSizes,
): Promise<{ table: Table } | { refusal: string }> {
  const counted = sizeOf(relation) ?? (await countRows(runSql, relation));
  if (typeof counted !== 'number') return counted;
  const { name, comment, hidden } = relation;
  const head = { name, comment, ...(hidden === undefined ? {} : { hidden }) };
  if (counted === 0) return { table: { ...head, rowCount: 0, columns: relation.columns.map(emptyColumn) } };
  const columns: Column[] = [];
  let rowCount = counted;
  for (let from = 0; from < relation.columns.length; from += columnsAtOnce) {
    const heads = relation.columns.slice(from, from + columnsAtOnce);
    const numbers = await readNumbers(runSql, relation, heads, counted);
    if ('refusal' in numbers) return numbers;
    rowCount = numbers.rowCount;
    columns.push(...(await describeColumns(runSql, relation, heads, numbers)));
  }
  return { table: { ...head, rowCount, columns } };
}

async function countRows(runSql: RunSql, relation: Relation): Promise<number | { refusal: string }> {
  const answer = await tryRows(runSql, countSql(relation));
  return 'refusal' in answer ? answer : Number(answer.rows[0]?.['n']);
}

/** A pass over all rows; where Redshift does not finish it, over the first. */
async function readNumbers(
  runSql: RunSql,
  relation: Relation,
  heads: readonly ColumnHead[],
  rowCount: number,
): Promise<Numbers | { refusal: string }> {
  const scan: Scan = rowCount > wholeRows ? { sampled: rowCount / sampleRows } : { all: true };
  const whole = await tryRows(runSql, statisticsSql(relation, heads, scan));
  if ('rows' in whole) {
    const row = whole.rows[0] ?? {};
    return { rowCount: Number(row['scanned']), row };
  }
  const part = await tryRows(runSql, statisticsSql(relation, heads, { firstRows }));
  return 'rows' in part ? { rowCount, row: part.rows[0] ?? {} } : part;
}

async function describeColumns(
  runSql: RunSql,
  relation: Relation,
  heads: readonly ColumnHead[],
  numbers: Numbers,
): Promise<Column[]> {
  const columns = heads.map((head, i) => toColumn(head, i, numbers));
  await countKeys(runSql, relation, columns, numbers.rowCount);
  await listValues(runSql, relation, columns, (column, i) => hasFewValues(column, i, numbers));
  return columns;
}

async function countKeys(
  runSql: RunSql,
  relation: Relation,
  columns: Column[],
  rowCount: number,
): Promise<void> {
  if (rowCount > wholeRows) return;
  const keys = placesOf(columns, (column) => mayBeKey(column, rowCount));
  if (keys.size === 0) return;
  const answer = await tryRows(runSql, distinctSql(relation, keys));
  if ('refusal' in answer) return;
  for (const [i, column] of keys)
    columns[i] = { ...column, distinctCount: Number(answer.rows[0]?.[`d${i}`]) };
}

async function listValues(
  runSql: RunSql,
  relation: Relation,
  columns: Column[],
  isListed: (column: Column, i: number) => boolean,
): Promise<void> {
  const listed = placesOf(columns, isListed);
  if (listed.size === 0) return;
  const answer = await tryRows(runSql, valuesSql(relation, listed));
  if ('refusal' in answer) return;
  const values = Map.groupBy(answer.rows, (row) => Number(row['place']));
  for (const [i, column] of listed)
    columns[i] = withValues(
      column,
      (values.get(i) ?? []).map((row) => String(row['value'])),
    );
}

const placesOf = (
  columns: readonly Column[],
  isMeant: (column: Column, i: number) => boolean,
): Map<number, Column> => new Map(columns.entries().filter(([i, column]) => isMeant(column, i)));
