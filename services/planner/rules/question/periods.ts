import { addFilter } from './comparisons.ts';
import type { Filter } from './filters.ts';
import type { Period } from '../words/calendar.ts';
import { columnsOf, isWord, periodOf, type Item } from '../words/items.ts';
import type { ColumnRef } from '../words/names.ts';
import type { Reader } from './question.ts';
import { timesNamed } from './scope.ts';

/** "in 2025", "in 2023 and 2024", "from March to May 2025", "before March 2025", "2025年以降", "on Mondays", "20時以降" */
export function readPeriods(reader: Reader): void {
  const of = reader.scope.time();
  if (of === null) return;
  for (const item of reader.items.unused()) {
    if (!reader.items.isUnused(item)) continue;
    if (item.token.kind === 'recent') addTime(reader, { kind: 'recent', of, days: item.token.days }, item);
    else if (!readStretch(reader, of, item) && !readPart(reader, of, item)) readPeriod(reader, of, item);
  }
}

/** "between March and May 2025", "2024年4月1日から6月30日まで": from the first day of the one to the last of the other. */
function readStretch(reader: Reader, of: ColumnRef, first: Item): boolean {
  const { items } = reader;
  const between = isWord(items.next(first, -1), 'between') ? items.next(first, -1) : null;
  const following = items.next(first, 1);
  const joint = between !== null && isWord(following, 'and') ? following : null;
  const last = joint === null ? following : items.next(joint, 1);
  if (last === null || (joint === null && !/^(?:to|through|から)$/.test(last.lead))) return false;
  const [from, to] = [periodOf(first) ?? monthNear(first, last), periodOf(last) ?? monthNear(last, first)];
  if (from === null || to === null || from.from >= to.from || holdsTime(reader)) return false;
  const until = isWord(items.next(last, 1), 'through') ? items.next(last, 1) : null;
  const filter: Filter = { kind: 'period', of, from: from.from, before: to.before };
  addTime(reader, filter, first, between, joint, last, until);
  return true;
}

/** A month without a year has that of the other end. */
function monthNear(item: Item, other: Item): Period | null {
  const year = periodOf(other)?.from.slice(0, 4);
  if (item.token.kind !== 'part' || item.token.part !== 'month' || year === undefined) return null;
  const { low } = item.token;
  const first = (month: number) => new Date(Date.UTC(Number(year), month - 1, 1)).toISOString().slice(0, 10);
  return { from: first(low), before: first(low + 1), years: null };
}

function readPart(reader: Reader, of: ColumnRef, item: Item): boolean {
  const { token } = item;
  if (token.kind !== 'part') return false;
  const { part, low, high } = token;
  const bound = boundOf(reader, item);
  const not = notBefore(reader, item);
  // Days have no hour, and no month is before another without a year.
  if ((part === 'hour' && of.column.kind === 'date') || (bound !== null && part !== 'hour') || not !== null)
    return true;
  const filter: Filter = { kind: 'part', of, part, low, high };
  if (isWord(bound, 'before')) Object.assign(filter, { low: 0, high: low - 1 });
  else if (bound !== null) Object.assign(filter, { high: 23 });
  addTime(reader, filter, item, bound);
  const each = reader.items.next(item, -1);
  if (part !== 'month' || !isWord(each, 'by')) return true;
  // "in each May" is one of every year.
  const group = { kind: 'grain', grain: 'year', of } as const;
  reader.question.groups.push(group);
  reader.items.useAs(group, each);
  return true;
}

function readPeriod(reader: Reader, of: ColumnRef, item: Item): void {
  const { question } = reader;
  const period = periodOf(item);
  if (period === null || countsRows(reader, item)) return;
  const bound = boundOf(reader, item);
  const not = bound === null ? notBefore(reader, item) : null;
  const filter =
    bound !== null
      ? beyond(of, bound, period)
      : not !== null
        ? outside(of, period)
        : within(reader, of, period, item);
  if (filter === null) return;
  // Two stretches that are not whole years have no sum that is one.
  const other = question.filters.find((one) => one.kind === 'period' || one.kind === 'years');
  if (other !== undefined && other !== filter && bound === null) return;
  addTime(reader, filter, item, bound, not);
}

const holdsTime = ({ question }: Reader): boolean =>
  question.filters.some(({ kind }) => kind === 'period' || kind === 'years');

function addTime(reader: Reader, filter: Filter, ...used: (Item | null)[]): void {
  const { items, question, scope } = reader;
  const named = timesNamed(items).filter(
    (one) => items.isUnused(one) && scope.pick(columnsOf(one))?.column === filter.of.column,
  );
  if (question.filters.includes(filter)) items.useAs(filter, ...used, ...named);
  else addFilter(reader, filter, ...used, ...named);
}

/** In English before the time, in Japanese after it. */
function boundOf({ items, forward }: Reader, item: Item): Item | null {
  const beside = forward === 1 ? items.next(item, -1) : items.next(item, 1);
  return isWord(beside, 'before', 'after', 'since', 'through') ? beside : null;
}

function notBefore({ items, forward }: Reader, item: Item): Item | null {
  const beside = forward === 1 ? items.next(item, -1) : items.next(item, 1);
  return isWord(beside, 'not') ? beside : null;
}

/** "show 2000 sales" asks for rows. */
const countsRows = ({ items }: Reader, item: Item): boolean =>
  [items.list[item.at - 1], items.list[item.at + 1]].some((one) =>
    isWord(one, 'list', 'first', 'most', 'least'),
  );

/** Years that are listed are one condition; of other stretches an "or" makes one. */
function within(reader: Reader, of: ColumnRef, period: Period, item: Item): Filter | null {
  const { question, items } = reader;
  const { from, before, years } = period;
  if (years === null) {
    const or = isWord(items.next(item, -1), 'or') ? items.next(item, -1) : null;
    const earlier = question.filters.at(-1);
    const option: Filter = { kind: 'period', of, from, before };
    if (or === null || earlier?.kind !== 'period' || items.partOf(items.list[or.at - 1]) !== earlier)
      return option;
    const any: Filter = { kind: 'any', of, options: [{ ...earlier }, option] };
    Object.assign(earlier, any);
    items.useAs(earlier, or);
    return earlier;
  }
  const known = question.filters.find((one) => one.kind === 'years');
  if (known === undefined) return { kind: 'years', of, years: [...years] };
  known.years.push(...years.filter((year) => !known.years.includes(year)));
  return known;
}

function beyond(of: ColumnRef, bound: Item, { from, before }: Period): Filter {
  if (isWord(bound, 'before')) return { kind: 'period', of, from: null, before: from };
  if (isWord(bound, 'through')) return { kind: 'period', of, from: null, before };
  return { kind: 'period', of, from: isWord(bound, 'since') ? from : before, before: null };
}

const outside = (of: ColumnRef, { from, before }: Period): Filter => ({
  kind: 'any',
  of,
  options: [
    { kind: 'period', of, from: null, before: from },
    { kind: 'period', of, from: before, before: null },
  ],
});
