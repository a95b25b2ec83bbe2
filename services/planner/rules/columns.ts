import type { Column, Table } from '../../../shared/plan/catalog.ts';
import type { ColumnRef } from './words/names.ts';

/** Names of things rather than properties of them: a model could only learn them by heart. */
export function isIdentifier(table: Table, column: Column): boolean {
  if (
    /(?:^|[_\s-])(?:id|uuid|key|no|code)$|id$|番号$|コード$/i.test(column.name) &&
    column.kind !== 'boolean'
  )
    return column.distinctCount > 2;
  return column.kind === 'text' && table.rowCount >= 20 && column.distinctCount > 0.9 * table.rowCount;
}

/** The identifier whose rows repeat: rows of one must not be split into past and future at random. */
export const entityOf = (table: Table): Column | null =>
  table.columns.find(
    (column) =>
      isIdentifier(table, column) && column.distinctCount < table.rowCount && column.distinctCount > 1,
  ) ?? null;

export const timeOf = (table: Table): Column | null => table.columns.find(isTime) ?? null;

export const isTime = ({ kind }: Pick<Column, 'kind'>): boolean => kind === 'time' || kind === 'date';

/** When somebody was born: no time at which anything else happened. */
export const isBirth = ({ name }: Column): boolean => /birth|born|生年月日|誕生/i.test(name);

const yes = new Set(['yes', 'y', 'true', '有', 'あり', 'はい', '○']);
const no = new Set(['no', 'n', 'false', '無', 'なし', 'いいえ', '×']);

/** What a column of yes and no says for yes; null for any other column. */
export function yesOf(column: Column): number | string | null {
  if (column.kind === 'boolean') return 'true';
  const values = column.values ?? [];
  if (column.kind === 'number') return values.toSorted().join() === '0,1' ? 1 : null;
  if (column.kind !== 'text' || values.length !== 2) return null;
  const said = values.find((value) => yes.has(value.toLowerCase()));
  return said !== undefined && values.some((value) => no.has(value.toLowerCase())) ? said : null;
}

/** 0 and 1, or true and false: its mean is a rate. */
export const isBinary = ({ column }: ColumnRef): boolean =>
  column.kind === 'boolean' || (column.kind === 'number' && yesOf(column) !== null);

/** A quantity: worth a mean, and rows may be ranked by it. */
export const isQuantity = ({ table, column }: ColumnRef): boolean =>
  column.kind === 'number' && yesOf(column) === null && !isIdentifier(table, column);

export const isNumber = ({ column }: ColumnRef): boolean => column.kind === 'number';
export const isOrdered = ({ column }: ColumnRef): boolean => column.kind === 'number' || isTime(column);
