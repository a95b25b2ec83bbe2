import type { Catalog, Table } from '../../../shared/plan/catalog.ts';
import type { Language } from '../../../shared/plan/plan.ts';
import {
  choose,
  columnsOf,
  isWord,
  numberOf,
  tablesOf,
  timeColumn,
  valuesOf,
  type Item,
  type Items,
} from './items.ts';
import type { ColumnRef } from './names.ts';
import type { Word } from './words.ts';

export type Comparison = '=' | '<>' | '>' | '>=' | '<' | '<=';

export type Filter =
  | { kind: 'compare'; of: ColumnRef; comparison: Comparison; value: number | string }
  | { kind: 'in'; of: ColumnRef; values: string[]; not: boolean }
  | { kind: 'missing'; of: ColumnRef; not: boolean }
  | { kind: 'year'; of: ColumnRef; year: number };

const before: Partial<Record<Word, Comparison>> = { over: '>', atLeast: '>=', under: '<', atMost: '<=' };
const after: Partial<Record<Word, Comparison>> = { orMore: '>=', orLess: '<=' };

/** The conditions of a question; the items they are made of are used. */
export function readFilters(items: Items, catalog: Catalog, named: Table[], language: Language): Filter[] {
  const context = { items, language, pick: (candidates: ColumnRef[]) => choose(candidates, named, catalog) };
  return [
    ...readBetween(context),
    ...readComparisons(context, named, catalog),
    ...readMissing(context),
    ...readColumnValues(context),
    ...readBareValues(context, named, catalog),
    ...readYears(context, timeColumn(catalog, named)),
  ];
}

interface Context {
  items: Items;
  language: Language;
  pick: (candidates: ColumnRef[]) => ColumnRef | null;
}

const numberColumns = (item: Item | null) => columnsOf(item).filter(({ column }) => column.kind === 'number');

/** "age between 20 and 29" */
function readBetween({ items, pick }: Context): Filter[] {
  return items.words('between').flatMap((word): Filter[] => {
    const column = items.next(word, -1);
    const [low, and, high] = [1, 2, 3].map((step) => items.list[word.at + step] ?? null);
    const of = pick(numberColumns(column));
    const [from, to] = [numberOf(low ?? null), numberOf(high ?? null)];
    if (column === null || of === null || from === null || to === null || !isWord(and ?? null, 'and'))
      return [];
    items.use(word, column, ...[low, and, high].filter((one) => one != null));
    return [
      { kind: 'compare', of, comparison: '>=', value: from },
      { kind: 'compare', of, comparison: '<=', value: to },
    ];
  });
}

/** "age over 30", "age 30 or more", "年齢が30以上", "30歳以上" where only one column can be meant. */
function readComparisons({ items, pick, language }: Context, named: Table[], catalog: Catalog): Filter[] {
  const filters: Filter[] = [];
  const words = [...Object.keys(before), ...Object.keys(after)] as Word[];
  for (const word of items.words(...words)) {
    if (word.token.kind !== 'word') continue;
    const follows = after[word.token.word] !== undefined || language === 'ja';
    const number = items.next(word, follows ? -1 : 1) ?? items.next(word, follows ? 1 : -1);
    const value = numberOf(number);
    const comparison = before[word.token.word] ?? after[word.token.word];
    if (number === null || value === null || comparison === undefined) continue;
    const first = Math.min(word.at, number.at);
    const last = Math.max(word.at, number.at);
    // In a chain ("20以上30未満") the column stands before the first.
    const earlier = filters.at(-1);
    const beside = [items.list[first - 1] ?? null, items.list[last + 1] ?? null].filter(
      (one) => numberColumns(one).length > 0 && tablesOf(one).length === 0,
    );
    const column = beside.find((one) => one !== null && items.unused().includes(one)) ?? null;
    const implied = saysAge(word) || saysAge(number) ? ageColumn(catalog, named) : null;
    const of =
      column !== null
        ? pick(numberColumns(column))
        : (implied ?? (earlier?.kind === 'compare' ? earlier.of : null));
    if (of === null) continue;
    items.use(word, number, ...(column === null ? [] : [column]));
    const and = items.list[first - 1] ?? null;
    if (isWord(and, 'and') && and !== null) items.use(and);
    filters.push({ kind: 'compare', of, comparison, value });
  }
  return filters;
}

/** "older than 30", "30歳以上": only one column can be meant, if there is one. */
const saysAge = ({ token }: Item): boolean => token.kind === 'word' && /old|young|歳|才/.test(token.text);

const ageColumn = (catalog: Catalog, named: Table[]): ColumnRef | null =>
  choose(
    catalog.tables.flatMap((table) =>
      table.columns
        .filter((column) => column.kind === 'number' && /^(?:age|年齢)$/i.test(column.name))
        .map((column) => ({ table, column })),
    ),
    named,
    catalog,
  );

/** "missing age", "age is missing", "age is not missing", "年齢が不明" */
function readMissing({ items, pick }: Context): Filter[] {
  return items.words('missing').flatMap((word): Filter[] => {
    const not = [items.next(word, -1), items.next(word, 1)].find((one) => isWord(one, 'not')) ?? null;
    const start = not !== null && not.at < word.at ? not : word;
    const column = [items.next(start, -1), items.next(word, 1)].find(
      (one) => columnsOf(one).length > 0 && tablesOf(one).length === 0,
    );
    const of = column == null ? null : pick(columnsOf(column));
    if (column == null || of === null) return [];
    items.use(word, column, ...(not === null ? [] : [not]));
    return [{ kind: 'missing', of, not: not !== null }];
  });
}

/** "interactiontype 'view'", "gender is not Female", "userid 'user-1'", "purchase = 1" */
function readColumnValues({ items, pick, language }: Context): Filter[] {
  const filters: Filter[] = [];
  for (const item of items.list) {
    if (!items.unused().includes(item) || columnsOf(item).length === 0) continue;
    const following = items.next(item, 1);
    const not = isWord(following, 'not') ? following : null;
    const value = not === null ? following : items.next(not, 1);
    const read = value === null ? null : readValue(item, value, pick);
    if (value === null || read === null) continue;
    items.use(item, value);
    // In Japanese the negation follows: 性別が「女性」以外.
    const late = language === 'ja' && isWord(items.next(value, 1), 'not') ? items.next(value, 1) : null;
    for (const negation of [not, late]) if (negation !== null) items.use(negation);
    const negated = not !== null || late !== null;
    if (typeof read.value === 'number')
      filters.push({ kind: 'compare', of: read.of, comparison: negated ? '<>' : '=', value: read.value });
    else filters.push({ kind: 'in', of: read.of, values: [read.value], not: negated });
  }
  return filters;
}

function readValue(
  name: Item,
  value: Item,
  pick: Context['pick'],
): { of: ColumnRef; value: string | number } | null {
  const columns = columnsOf(name);
  const known = valuesOf(value).find((one) =>
    columns.some(({ column, table }) => column === one.column && table === one.table),
  );
  if (known !== undefined) return { of: known, value: known.value };
  const of = pick(columns);
  if (of === null) return null;
  const number = numberOf(value);
  if (number !== null && of.column.kind === 'number') return { of, value: number };
  // A list of values that does not hold it: asking for it is a mistake, not a question with the answer nought.
  if (
    value.token.kind === 'text' &&
    of.column.kind === 'text' &&
    of.column.values === null &&
    isPlain(value.token.text)
  )
    return { of, value: value.token.text };
  return null;
}

const isPlain = (text: string): boolean => !/[\p{Cc}\\]/u.test(text);

/** "female users", "「view」の件数": a value that only one column has. */
function readBareValues({ items, pick }: Context, named: Table[], catalog: Catalog): Filter[] {
  const filters: Extract<Filter, { kind: 'in' }>[] = [];
  for (const item of items.unused()) {
    const candidates = valuesOf(item);
    if (candidates.length === 0 || tablesOf(item).length > 0 || columnsOf(item).length > 0) continue;
    const chosen = choose(candidates, named, catalog);
    const of = pick(candidates);
    if (chosen === null || of === null) continue;
    items.use(item);
    const not = items.next(item, -1);
    const negated = isWord(not, 'not');
    if (negated && not !== null) items.use(not);
    const same = filters.find((one) => one.of.column === of.column && one.not === negated);
    if (same === undefined) filters.push({ kind: 'in', of, values: [chosen.value], not: negated });
    else same.values.push(chosen.value);
  }
  return filters;
}

/** "in 2025", "2025年" */
function readYears({ items }: Context, of: ColumnRef | null): Filter[] {
  return items.unused().flatMap((item): Filter[] => {
    const year = numberOf(item);
    if (of === null || year === null || !Number.isInteger(year) || year < 1900 || year > 2100) return [];
    const suffix = items.next(item, 1);
    items.use(item);
    if (
      isWord(suffix, 'year') &&
      suffix !== null &&
      suffix.token.kind === 'word' &&
      suffix.token.text === '年'
    )
      items.use(suffix);
    return [{ kind: 'year', of, year }];
  });
}
