import type { Column } from '../../../../shared/plan/catalog.ts';
import type { Expression } from '../../../../shared/sql/tree.ts';
import { conditionsOf } from '../sql/keys.ts';
import type { Block, Source } from '../sql/block.ts';
import { argumentsOf, bare, nameOfCall, numberOf, textOf } from '../sql/expressions.ts';
import { catalogColumn, onlyReference } from '../sql/references.ts';

/** Days since 1970; `end` is the first day after. Null where a side is open. */
export interface Range {
  start: number | null;
  end: number | null;
}

/** A column of times, what of it the conditions of a block ask for, and what there is. */
export interface AskedTime {
  source: Source;
  column: Column;
  asked: Range;
  data: { start: number; end: number };
}

const dayMilliseconds = 86_400_000;

export const dayOf = (text: string): number | null => {
  const date = /^\s*(\d{4})-(\d{1,2})(?:-(\d{1,2}))?/.exec(text);
  if (date === null) return null;
  const [, year, month, day = '1'] = date;
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / dayMilliseconds;
};
export const dateOf = (day: number): string => new Date(day * dayMilliseconds).toISOString().slice(0, 10);

const yearStart = (year: number): number => Date.UTC(year, 0, 1) / dayMilliseconds;

export function dataOf(column: Column): AskedTime['data'] | null {
  if (column.kind !== 'time' && column.kind !== 'date') return null;
  const [start, last] = [dayOf(column.min ?? ''), dayOf(column.max ?? '')];
  return start === null || last === null ? null : { start, end: last + 1 };
}

/** Every column of times that the block's conditions bound. */
export function askedTimes(block: Block): AskedTime[] {
  const found: AskedTime[] = [];
  for (const condition of conditionsOf(block))
    for (const { expr, range } of boundsOf(condition)) {
      const reference = onlyReference(expr, block);
      const column = reference === null ? null : catalogColumn(reference);
      const data = column === null ? null : dataOf(column);
      if (reference === null || column === null || data === null) continue;
      const known = found.find((one) => one.source === reference.source && one.column === column);
      if (known === undefined) found.push({ source: reference.source, column, asked: range, data });
      else known.asked = within(known.asked, range);
    }
  return found;
}

const within = (a: Range, b: Range): Range => ({
  start: a.start === null ? b.start : Math.max(a.start, b.start ?? a.start),
  end: a.end === null ? b.end : Math.min(a.end, b.end ?? a.end),
});

interface Bound {
  expr: Expression;
  range: Range;
}

function boundsOf(condition: Expression): Bound[] {
  if ('Between' in condition && condition.Between.negated !== true) {
    const { expr, low, high } = condition.Between;
    return [...bound(expr, 'GtEq', low), ...bound(expr, 'LtEq', high)];
  }
  if ('InList' in condition && condition.InList.negated !== true) return yearsIn(condition.InList);
  if (!('BinaryOp' in condition)) return [];
  const { left, op, right } = condition.BinaryOp;
  return [...bound(left, op, right), ...bound(right, turned[op] ?? op, left)];
}

const turned: Record<string, string> = { Gt: 'Lt', GtEq: 'LtEq', Lt: 'Gt', LtEq: 'GtEq' };

/** `date_part('year', t) IN (2024, 2026)`: of its years the first and the last. */
function yearsIn({ expr, list }: { expr: Expression; list: Expression[] }): Bound[] {
  const of = yearOf(expr);
  const years = list.map(numberOf).filter((year) => year !== null);
  if (of === null || years.length !== list.length || years.length === 0) return [];
  return [
    { expr: of, range: { start: yearStart(Math.min(...years)), end: yearStart(Math.max(...years) + 1) } },
  ];
}

function bound(expr: Expression, op: string, literal: Expression): Bound[] {
  const year = yearOf(expr);
  if (year !== null) {
    const asked = numberOf(bare(literal)) ?? Number(textOf(bare(literal)) ?? NaN);
    return Number.isInteger(asked)
      ? [{ expr: year, range: rangeOf(op, yearStart(asked), yearStart(asked + 1)) }]
      : [];
  }
  const day = dayOf(literalText(literal) ?? '');
  if (day === null) return [];
  const [truncated, grain] = truncationOf(expr);
  const next = grain === null ? day + 1 : periodOf(day, grain).end;
  // `t <= '2025-12-31'` ends with that day as far as days go; a time at midnight makes no difference here.
  return [{ expr: truncated, range: rangeOf(op, day, next) }];
}

function rangeOf(op: string, start: number, end: number): Range {
  if (op === 'Eq') return { start, end };
  if (op === 'GtEq') return { start, end: null };
  if (op === 'Gt') return { start, end: null };
  if (op === 'LtEq') return { start: null, end };
  return op === 'Lt' ? { start: null, end: start } : { start: null, end: null };
}

function literalText(expr: Expression): string | null {
  if ('TypedString' in expr) return textOf({ Value: expr.TypedString.value });
  return textOf(bare(expr));
}

/** The column whose year an expression is. */
function yearOf(expr: Expression): Expression | null {
  const plain = bare(expr);
  if ('Extract' in plain) return plain.Extract.field === 'Year' ? plain.Extract.expr : null;
  if (!('Function' in plain)) return null;
  const [first, second] = argumentsOf(plain.Function);
  const name = nameOfCall(plain.Function);
  if (name === 'year') return first ?? null;
  const isPart =
    (name === 'date_part' || name === 'datepart') && textOf(first ?? plain)?.toLowerCase() === 'year';
  if (isPart) return second ?? null;
  return name === 'strftime' && second !== undefined && textOf(second) === '%Y' ? (first ?? null) : null;
}

export type Grain = 'week' | 'month' | 'quarter' | 'year';
export const isGrain = (text: string | null | undefined): text is Grain =>
  text === 'week' || text === 'month' || text === 'quarter' || text === 'year';

/** What `date_trunc` cuts, and to what; anything else is itself. */
export function truncationOf(expr: Expression): [Expression, Grain | null] {
  const plain = bare(expr);
  if (!('Function' in plain) || nameOfCall(plain.Function) !== 'date_trunc') return [expr, null];
  const [grain, of] = argumentsOf(plain.Function);
  const word = grain === undefined ? null : textOf(grain)?.toLowerCase();
  return of !== undefined && isGrain(word) ? [of, word] : [expr, null];
}

/** The week (from Monday), month, quarter or year that a day is in. */
export function periodOf(day: number, grain: Grain): { start: number; end: number } {
  if (grain === 'week') {
    const start = day - ((day + 3) % 7);
    return { start, end: start + 7 };
  }
  const date = new Date(day * dayMilliseconds);
  const months = { month: 1, quarter: 3, year: 12 }[grain];
  const first = Math.floor(date.getUTCMonth() / months) * months;
  const at = (month: number) => Date.UTC(date.getUTCFullYear(), month, 1) / dayMilliseconds;
  return { start: at(first), end: at(first + months) };
}
