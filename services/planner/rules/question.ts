import type { Catalog, Table } from '../../../shared/plan/catalog.ts';
import type { Language } from '../../../shared/plan/plan.ts';
import { readFilters, type Filter } from './filters.ts';
import {
  choose,
  columnsOf,
  isWord,
  namedTables,
  numberOf,
  tablesOf,
  timeColumn,
  type Item,
  type Items,
} from './items.ts';
import type { ColumnRef } from './names.ts';
import type { Word } from './words.ts';

export const grains = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'weekday'] as const;
export type Grain = (typeof grains)[number];

export type Measure =
  | { kind: 'count' }
  | { kind: 'distinct'; of: ColumnRef }
  | { kind: 'average' | 'sum' | 'median' | 'minimum' | 'maximum'; of: ColumnRef }
  /** Of a 0/1 column its mean; without a column the share of each group, or of what the filters let pass. */
  | { kind: 'rate'; of: ColumnRef | null };

export type Group = { kind: 'column'; of: ColumnRef } | { kind: 'grain'; grain: Grain; of: ColumnRef };

/** An aggregate question: what is measured, of which rows, per what, in which order. */
export interface Question {
  table: Table;
  measures: Measure[];
  filters: Filter[];
  groups: Group[];
  /** Rows of the table themselves, not a measure. */
  list: boolean;
  order: 'most' | 'least' | null;
  limit: number | null;
}

/** Null when the prompt is no such question, or says something besides. */
export function readQuestion(items: Items, catalog: Catalog, language: Language): Question | null {
  const named = namedTables(items);
  const pick = (candidates: ColumnRef[]) => choose(candidates, named, catalog);
  const forward: 1 | -1 = language === 'en' ? 1 : -1;

  const filters = readFilters(items, catalog, named, language);
  const groups = readGroups(items, pick, forward, catalog, named);
  const measures = readMeasures(items, pick, forward);
  // "average age of men and women" asks for both, side by side.
  for (const filter of filters) {
    if (filter.kind === 'in' && filter.values.length > 1 && groups.length === 0)
      groups.push({ kind: 'column', of: filter.of });
  }
  const { order, limit } = readOrder(items, pick, groups, measures, forward);
  const list = measures.length === 0 && groups.length === 0 && items.has('list');
  items.use(...items.words('list', 'and', 'count'));
  for (const item of items.unused()) if (tablesOf(item).length > 0) items.use(item);
  if (items.unused().length > 0) return null;

  const columns = [...measures, ...groups, ...filters].flatMap((one) =>
    'of' in one && one.of !== null ? [one.of] : [],
  );
  const table = named[0] ?? homeOf(columns, catalog);
  if (table === null) return null;
  if (measures.length === 0 && !list) {
    if (groups.length === 0) return null;
    measures.push({ kind: 'count' });
  }
  return { table, measures, filters, groups, list, order, limit };
}

/** Without a table in the prompt: the one that has all its columns. */
function homeOf(columns: ColumnRef[], catalog: Catalog): Table | null {
  if (columns.length === 0) return null;
  const homes = catalog.tables.filter((table) =>
    columns.every(({ column }) => table.columns.some((one) => one.name === column.name)),
  );
  return homes[0] ?? columns[0]?.table ?? null;
}

type Pick = (candidates: ColumnRef[]) => ColumnRef | null;

/** "by gender and month" or "性別・月ごと": a row of columns and grains next to the word. */
function readGroups(items: Items, pick: Pick, forward: 1 | -1, catalog: Catalog, named: Table[]): Group[] {
  const groups: Group[] = [];
  const take = (item: Item | null): boolean => {
    const group = toGroup(item, pick, catalog, named);
    if (item === null || group === null) return false;
    items.use(item);
    groups.push(group);
    return true;
  };
  for (const by of items.words('by')) {
    let at = items.next(by, forward);
    items.use(by);
    // "gender別の…" and "for each gender": the word may stand on either side.
    if (toGroup(at, pick, catalog, named) === null) at = items.list[by.at - forward] ?? null;
    const step = at !== null && at.at < by.at ? -1 : 1;
    while (at !== null && !groups.some((group) => group === null)) {
      const following = items.list[at.at + step] ?? null;
      if (!take(at)) break;
      const isAnd = isWord(following, 'and');
      if (
        isAnd &&
        following !== null &&
        toGroup(items.list[following.at + step] ?? null, pick, catalog, named) !== null
      ) {
        items.use(following);
        at = items.list[following.at + step] ?? null;
      } else at = following !== null && items.unused().includes(following) ? following : null;
      if (at !== null && toGroup(at, pick, catalog, named) === null) break;
    }
  }
  for (const trend of items.words('trend')) {
    items.use(trend);
    const column = timeColumn(catalog, named);
    if (groups.some((group) => group.kind === 'grain') || column === null) continue;
    const grain = items.list.find((item) => isWord(item, ...grains));
    if (grain === undefined) groups.push({ kind: 'grain', grain: 'month', of: column });
    else take(grain);
  }
  // "monthly", "月別" is by itself a grouping; a bare column is not.
  for (const grain of items.words(...grains)) take(grain);
  return groups;
}

function toGroup(item: Item | null, pick: Pick, catalog: Catalog, named: Table[]): Group | null {
  if (item === null) return null;
  if (isWord(item, ...grains) && item.token.kind === 'word') {
    const of = timeColumn(catalog, named);
    return of === null ? null : { kind: 'grain', grain: item.token.word as Grain, of };
  }
  const of = pick(columnsOf(item));
  return of === null || tablesOf(item).length > 0 ? null : { kind: 'column', of };
}

function readMeasures(items: Items, pick: Pick, forward: 1 | -1): Measure[] {
  const measures: Measure[] = [];
  const columnBeside = (item: Item, fits: (column: ColumnRef) => boolean): ColumnRef | null => {
    for (const step of [forward, -forward as 1 | -1]) {
      const beside = items.next(item, step);
      const column = pick(columnsOf(beside).filter(fits));
      if (beside === null || column === null) continue;
      items.use(item, beside);
      return column;
    }
    return null;
  };
  const isNumber = ({ column }: ColumnRef) => column.kind === 'number';
  for (const kind of ['average', 'sum', 'median', 'minimum', 'maximum'] as const) {
    for (const item of items.words(kind)) {
      const of = columnBeside(item, kind === 'minimum' || kind === 'maximum' ? isOrdered : isNumber);
      if (of !== null) measures.push({ kind, of });
    }
  }
  for (const item of items.words('rate')) {
    const of = columnBeside(item, isBinary);
    items.use(item);
    measures.push({ kind: 'rate', of });
  }
  for (const item of items.words('distinct')) {
    const of = columnBeside(item, () => true);
    if (of === null) continue;
    items.use(...items.words('count'));
    measures.push({ kind: 'distinct', of });
  }
  for (const item of items.words('count')) {
    const beside = [items.next(item, forward), items.next(item, -forward as 1 | -1)];
    const column = beside.find(
      (one) => one !== null && tablesOf(one).length === 0 && columnsOf(one).length > 0,
    );
    const of = column == null || namedTables(items).length > 0 ? null : pick(columnsOf(column));
    items.use(item);
    if (of !== null && column != null) {
      items.use(column);
      measures.push({ kind: 'distinct', of });
    } else if (!measures.some((measure) => measure.kind === 'count')) measures.push({ kind: 'count' });
  }
  return measures;
}

export const isBinary = ({ column }: ColumnRef): boolean =>
  column.kind === 'boolean' || (column.kind === 'number' && column.values?.toSorted().join() === '0,1');
const isOrdered = ({ column }: ColumnRef): boolean => ['number', 'time', 'date'].includes(column.kind);

/** "top 5 itemid", "which gender has the most users", "highest age". */
function readOrder(
  items: Items,
  pick: Pick,
  groups: Group[],
  measures: Measure[],
  forward: 1 | -1,
): Part<Question, 'order' | 'limit'> {
  let order: Question['order'] = null;
  let limit: number | null = null;
  for (const item of items.words('most', 'least')) {
    const word: Word = isWord(item, 'most') ? 'most' : 'least';
    items.use(item);
    const number = [items.next(item, 1), items.next(item, -1)].find((one) => isCount(numberOf(one)));
    if (number != null) items.use(number);
    const rest = items.unused().filter((one) => columnsOf(one).length > 0 && tablesOf(one).length === 0);
    const [only] = rest;
    if (groups.length === 0 && only !== undefined) {
      const of = pick(columnsOf(only));
      const beside = Math.abs(only.at - item.at) === 1 && number == null && rest.length === 1;
      if (of?.column.kind === 'number' && beside && measures.length === 0) {
        measures.push({ kind: word === 'most' ? 'maximum' : 'minimum', of });
        items.use(only);
        continue;
      }
      if (of !== null) {
        groups.push({ kind: 'column', of });
        items.use(only);
      }
    }
    if (groups.length === 0) continue;
    order = word;
    limit = numberOf(number ?? null) ?? 1;
  }
  for (const item of items.words('list')) {
    const number = [items.next(item, forward), items.next(item, -forward as 1 | -1)].find((one) =>
      isCount(numberOf(one)),
    );
    if (number == null) continue;
    items.use(number);
    limit = numberOf(number);
  }
  return { order, limit };
}

type Part<T, K extends keyof T> = { [P in K]: T[P] };

const isCount = (value: number | null): boolean =>
  value !== null && Number.isInteger(value) && value > 0 && value <= 1_000;
