import type { Table } from '../../../../shared/plan/catalog.ts';
import type { ColumnRef } from '../words/names.ts';

export type Comparison = '=' | '<>' | '>' | '>=' | '<' | '<=';

/** A condition that rows must meet. */
export type Filter =
  | { kind: 'compare'; of: ColumnRef; comparison: Comparison; value: number }
  /** Two columns of one row. */
  | { kind: 'columns'; of: ColumnRef; comparison: Comparison; other: ColumnRef }
  | { kind: 'in'; of: ColumnRef; values: string[]; not: boolean; or: boolean }
  | { kind: 'missing'; of: ColumnRef; not: boolean }
  | { kind: 'years'; of: ColumnRef; years: number[] }
  /** Days from `from` to before `before`, either of which may be open. */
  | { kind: 'period'; of: ColumnRef; from: string | null; before: string | null }
  /** What comes round in every year, week or day: both ends included; Monday is weekday 1. */
  | { kind: 'part'; of: ColumnRef; part: CyclicPart; low: number; high: number }
  /** So many days up to the latest day of the data. */
  | { kind: 'recent'; of: ColumnRef; days: number }
  /** At least one of them. */
  | { kind: 'any'; of: ColumnRef; options: Filter[] }
  /** The entity `of` has rows of another table that meet `where`; `not`: none; `rows`: that many. */
  | {
      kind: 'related';
      of: ColumnRef;
      key: ColumnRef;
      where: Filter[];
      rows: { comparison: Comparison; value: number } | null;
      not: boolean;
    };

export type CyclicPart = 'month' | 'weekday' | 'hour';
export type Related = Extract<Filter, { kind: 'related' }>;

/** With the conditions within conditions. */
export const flatten = (filters: Filter[]): Filter[] =>
  filters.flatMap((filter) => [filter, ...flatten(innerOf(filter))]);

function innerOf(filter: Filter): Filter[] {
  if (filter.kind === 'related') return filter.where;
  return filter.kind === 'any' ? filter.options : [];
}

/** The tables of whose rows entities are said to have some or none. */
export const relatedTables = (filters: Filter[]): Table[] =>
  filters.flatMap((filter) => (filter.kind === 'related' ? [filter.key.table] : []));

const isTimeKind = new Set<Filter['kind']>(['years', 'period', 'part', 'recent']);

export const isTimeFilter = (filter: Filter): boolean =>
  isTimeKind.has(filter.kind) || (filter.kind === 'any' && filter.options.every(isTimeFilter));
export const isDenial = (filter: Filter): boolean =>
  filter.kind === 'in' ? filter.not : filter.kind === 'compare' && filter.comparison === '<>';
