import type { Column } from '../../../shared/plan/catalog.ts';
import type { ColumnHead } from './relations.ts';
import type { Row } from './run-sql.ts';
import { listedValues, shownCharacters } from './statistics-sql.ts';

export interface Numbers {
  /** Rows of the relation, as far as is known. */
  rowCount: number;
  /** What `statisticsSql` gave. */
  row: Row;
}

/** A column as the one pass knows it: the different values are an estimate, and which they are is not known. */
export function toColumn(column: ColumnHead, i: number, { rowCount, row }: Numbers): Column {
  const [scanned, drawn] = [Number(row['scanned']), Number(row['drawn'] ?? 0)];
  const present = Number(row[`p${i}`]);
  const estimated = estimate(Number(row[`d${i}`]), { drawn, present, scanned, rowCount });
  // An estimate that is the number of rows would make the column a key.
  const most = isKeyKind(column) ? rowCount - 1 : rowCount;
  return {
    ...column,
    nullShare: scanned === 0 ? 0 : 1 - present / scanned,
    distinctCount: column.kind === 'other' ? present : Math.min(Math.round(estimated), most),
    min: textOf(row[`a${i}`]),
    max: textOf(row[`z${i}`]),
    values: null,
  };
}

const textOf = (cell: Row[string] | undefined): string | null => (cell == null ? null : String(cell));

/** Of a part of the rows: where nearly each had a value of its own, so have the others; else all have been seen. */
function estimate(
  distinct: number,
  {
    drawn,
    present,
    scanned,
    rowCount,
  }: { drawn: number; present: number; scanned: number; rowCount: number },
): number {
  const drawnPresent = scanned === 0 ? 0 : (drawn * present) / scanned;
  const isPart = drawn < rowCount;
  return isPart && distinct > drawnPresent * 0.9 ? distinct * (rowCount / drawn) : distinct;
}

/** Of a column without rows. */
export const emptyColumn = (column: ColumnHead): Column => ({
  ...column,
  nullShare: 0,
  distinctCount: 0,
  min: null,
  max: null,
  values: column.kind === 'other' ? null : [],
});

/** HyperLogLog says 31 of 30 values now and then. */
const mayBeListed = listedValues * 1.1;

export const hasFewValues = (column: Column, i: number, { row }: Numbers): boolean =>
  column.kind !== 'other' &&
  column.distinctCount <= mayBeListed &&
  Number(row[`l${i}`] ?? 0) <= shownCharacters;

/** An estimate cannot tell whether a column has every value once. */
export const mayBeKey = (column: Column, rowCount: number): boolean =>
  isKeyKind(column) && column.nullShare === 0 && column.distinctCount >= (rowCount - 1) * 0.9;

const isKeyKind = ({ kind }: Pick<Column, 'kind'>): boolean => kind === 'number' || kind === 'text';

/** The column with its values, most frequent first, unless there are more than are listed. */
export function withValues(column: Column, values: string[]): Column {
  if (values.length > listedValues)
    return { ...column, distinctCount: Math.max(column.distinctCount, values.length) };
  return { ...column, distinctCount: values.length, values };
}
