import { isIdentifier, isQuantity, isTime, yesOf } from '../columns.ts';
import { addFilter } from './comparisons.ts';
import {
  columnsOf,
  isColumn,
  isTable,
  isWord,
  opposite,
  rowCountOf,
  tablesOf,
  textOf,
  type Item,
} from '../words/items.ts';
import type { ColumnRef } from '../words/names.ts';
import { isThrough } from './elsewhere.ts';
import type { Measure, Reader } from './question.ts';
import { listedRows } from '../sql/question-sql.ts';

/** "how many users", "how many products" (different ones), "how many rows have age" (that have one). */
export function readCounts(reader: Reader): void {
  const { items, question } = reader;
  const [first, ...more] = items.words('count');
  const [row] = items.words('row');
  if (question.shows !== 'measures') return;
  if (first === undefined) {
    // "rows by select": the rows are what is counted.
    if (row !== undefined && question.groups.length > 0) countRows(reader, row);
    return;
  }
  const thing = row === undefined ? thingCounted(reader, first) : null;
  if (thing !== null) {
    const measure: Measure = { kind: 'distinct', of: thing.of };
    question.measures.push(measure);
    items.useAs(measure, first, thing.item, ...more);
    return;
  }
  countRows(reader, first, ...more, ...items.words('row'));
  const held = row === undefined ? null : items.next(row, 1);
  const of = isColumn(held) ? reader.scope.pick(columnsOf(held)) : null;
  if (of !== null) addFilter(reader, { kind: 'missing', of, not: true }, held);
}

function countRows({ items, question }: Reader, ...used: Item[]): void {
  const measure: Measure = question.measures.find((one) => one.kind === 'count') ?? { kind: 'count' };
  if (!question.measures.includes(measure)) question.measures.push(measure);
  items.useAs(measure, ...used);
}

/** Names of things are counted once each; a quantity is not a thing, and yes and no are conditions. */
function thingCounted({ items, scope, forward }: Reader, count: Item): { item: Item; of: ColumnRef } | null {
  // "商品数" counts products; "商品の件数" may count rows of them.
  if (forward === -1 && !/^(?:数|いくつ|総数|個数|何個)$/u.test(textOf(count))) return null;
  const item = items.next(count, forward);
  const of = isColumn(item) ? scope.pick(columnsOf(item)) : null;
  if (item === null || of === null || isTime(of.column) || yesOf(of.column) !== null || isQuantity(of))
    return null;
  return of.column.kind === 'text' || isIdentifier(of.table, of.column) ? { item, of } : null;
}

/** "missing age", "age is missing", "age is not missing", "no age", "not without an age", "年齢が不明" */
export function readMissing(reader: Reader): void {
  const { items } = reader;
  for (const word of items.words('missing', 'never', 'without')) {
    const isMissing = isWord(word, 'missing');
    const not = [items.next(word, -1), items.next(word, 1)].find((one) => isWord(one, 'not')) ?? null;
    const start = not !== null && not.at < word.at ? not : word;
    const known = isWord(items.next(word, 1), 'known') ? items.next(word, 1) : null;
    const around = isMissing
      ? [items.next(start, -1), items.next(word, 1)]
      : [items.next(known ?? word, reader.forward)];
    const column = around.find((one) => isColumn(one)) ?? null;
    const of = column === null ? null : reader.scope.pick(columnsOf(column));
    if (of === null || !mayLack(reader, of, word)) continue;
    addFilter(reader, { kind: 'missing', of, not: not !== null }, word, column, not, known);
  }
}

function mayLack({ scope }: Reader, of: ColumnRef, word: Item): boolean {
  // Where "unknown" is one of its values, it may be meant, or that there is none.
  if (isWord(word, 'missing'))
    return !(of.column.values ?? []).some((value) => value.toLowerCase() === textOf(word).toLowerCase());
  // "did not purchase" is a no, and what another table has none of is said of its rows.
  return yesOf(of.column) === null && !isThrough(scope.base, of.table);
}

/** Of rows that nobody gave a number of: some, or as many as a table shows of all. */
const someRows = 10;
const saysAll = /^(?:all|every|すべて|全て|全)$/i;

/** "show the first 5 users", "売上を5件表示"; or the values of the only column that is named: "商品名の一覧". */
export function readRows(reader: Reader): void {
  const { items, question, forward } = reader;
  const words = items.words('list', 'first');
  if (question.measures.length > 0 || question.shows === 'rows') return;
  if (words.length === 0) return readWhich(reader);
  if (question.groups.length > 0) return refuseOrder(reader);
  const number = words
    .flatMap((word) => [items.next(word, forward), items.next(word, opposite(forward))])
    .find((one) => rowCountOf(one) !== null);
  const limit = rowCountOf(number);
  // "the first interaction" may be the earliest.
  if (items.has('first') && limit === null) return;
  const column = items.unused().filter((item) => isColumn(item));
  if (limit === null && column.length === 1 && !items.list.some((item) => isTable(item))) {
    const of = reader.scope.pick(columnsOf(column[0]));
    if (of?.column.kind !== 'text') return;
    const group = { kind: 'column', of } as const;
    question.shows = 'values';
    question.groups.push(group);
    items.useAs(group, column[0] ?? null, ...words);
    return;
  }
  question.shows = 'rows';
  const rows = items.tokens.some(({ text }) => saysAll.test(text)) ? listedRows : someRows;
  question.order = { direction: 'most', by: null, limit: limit ?? rows, ofAll: limit === null };
  items.useAs(question.order, number ?? null, ...words, ...items.words('row'));
}

/** "Which products have no reviews?", "who is younger than 20?": those that meet what is said, and how many there are. */
function readWhich({ items, question, scope, language }: Reader): void {
  const isAsked = (item: Item) =>
    tablesOf(item)[0] === scope.base &&
    (language === 'en'
      ? /^(?:which|who)$/.test(item.lead)
      : items.tokens.some(({ text }) => /^どの|^どれ/u.test(text)));
  const [asked, ...more] = items.list.filter(isAsked);
  if (asked === undefined || more.length > 0 || question.groups.length > 0 || question.threshold !== null)
    return;
  question.shows = 'rows';
  question.order = { direction: 'most', by: null, limit: listedRows, ofAll: true };
  items.useAs(question.order, asked);
}

/** "show users by age" may want them sorted: of a quantity nobody lists the groups. "List every user" has none. */
function refuseOrder({ items, question, forward }: Reader): void {
  const lists = items.words('list');
  const saysEvery = forward === 1 && lists.some(({ at }) => isWord(items.list[at + 1], 'by'));
  if (saysEvery || question.groups.some((group) => group.kind === 'column' && isQuantity(group.of)))
    items.useAs({}, ...lists);
}
