import { addFilter } from './comparisons.ts';
import type { Filter } from './filters.ts';
import { columnsOf, isWord, periodOf, type Item } from '../words/items.ts';
import type { ColumnRef } from '../words/names.ts';
import type { Reader } from './question.ts';
import { timesNamed } from './scope.ts';

/** "in 2025", "in 2023 and 2024", "2024年3月", "before March 2025", "2025年以降" */
export function readPeriods(reader: Reader): void {
  const { items, scope, question } = reader;
  const of = scope.time();
  if (of === null) return;
  for (const item of items.unused()) {
    const period = periodOf(item);
    if (period === null || countsRows(reader, item)) continue;
    const bound = boundOf(reader, item);
    const filter = bound === null ? within(of, period, question.filters) : beyond(of, bound, period);
    // Two stretches that are not whole years have no sum that is one.
    const other = question.filters.find((one) => one.kind === 'period' || one.kind === 'years');
    if (other !== undefined && other !== filter && bound === null) continue;
    const named = timesNamed(items).filter(
      (one) => items.isUnused(one) && scope.pick(columnsOf(one))?.column === of.column,
    );
    if (question.filters.includes(filter)) items.useAs(filter, item, ...named);
    else addFilter(reader, filter, item, bound, ...named);
  }
}

/** In English before the time, in Japanese after it. */
function boundOf({ items, forward }: Reader, item: Item): Item | null {
  const beside = forward === 1 ? items.next(item, -1) : items.next(item, 1);
  return isWord(beside, 'before', 'after', 'since') ? beside : null;
}

/** "show 2000 sales" asks for rows. */
const countsRows = ({ items }: Reader, item: Item): boolean =>
  [items.list[item.at - 1], items.list[item.at + 1]].some((one) =>
    isWord(one, 'list', 'first', 'most', 'least'),
  );

type Period = NonNullable<ReturnType<typeof periodOf>>;

function within(of: ColumnRef, { from, before, years }: Period, filters: Filter[]): Filter {
  if (years === null) return { kind: 'period', of, from, before };
  const known = filters.find((one) => one.kind === 'years');
  if (known === undefined) return { kind: 'years', of, years: [...years] };
  if (known.kind === 'years') known.years.push(...years.filter((year) => !known.years.includes(year)));
  return known;
}

function beyond(of: ColumnRef, bound: Item, { from, before }: Period): Filter {
  if (isWord(bound, 'before')) return { kind: 'period', of, from: null, before: from };
  return { kind: 'period', of, from: isWord(bound, 'since') ? from : before, before: null };
}
