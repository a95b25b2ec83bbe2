import { isQuantity, isTime, yesOf } from '../columns.ts';
import { takeGroup } from './groups.ts';
import {
  columnsOf,
  isColumn,
  isEach,
  isTable,
  isWord,
  rowCountOf,
  tablesOf,
  textOf,
  valuesOf,
  type Item,
  type Items,
} from '../words/items.ts';
import type { ColumnRef } from '../words/names.ts';
import type { Order, Reader } from './question.ts';
import { joinKey } from '../sql/sql.ts';
import { grains } from '../words/words.ts';

/** What the words of order say: which way, how many, and the column beside them. */
interface Ranking {
  words: Item[];
  numbers: Item[];
  limit: number | null;
  direction: 'most' | 'least';
  /** "in descending order": all of them. */
  sorts: boolean;
  /** "the most common" counts how often, even of numbers. */
  counts: boolean;
  beside: Item | null;
}

/** "top 5 itemid", "which gender has the most users", "highest age", "多い順に". */
export function readOrder(reader: Reader): void {
  if (reader.question.order !== null) return;
  const ranking = readRanking(reader);
  if (ranking === null) return;
  const { scope, question } = reader;
  const of = isColumn(ranking.beside) ? scope.pick(columnsOf(ranking.beside)) : null;
  const isRanked = of !== null && !ranking.counts && (isQuantity(of) || isTime(of.column));
  if (question.measures.length > 0 || !isRanked) rankGroups(reader, ranking);
  else rankByColumn(reader, ranking, of);
}

const countsValues = /common|frequent|often|rare/i;

function readRanking({ items, forward }: Reader): Ranking | null {
  const words = items.words('most', 'least', 'descending', 'ascending');
  const [first] = words;
  if (first === undefined) return null;
  const isUp = (item: Item) => isWord(item, 'most', 'descending');
  // "the most and the fewest" are two questions.
  if (words.some((word) => isUp(word) !== isUp(first))) return null;
  const beside = words.flatMap((word) =>
    [items.next(word, 1), items.next(word, -1)].filter((one) => rowCountOf(one) !== null).slice(0, 1),
  );
  const numbers = beside.length > 0 || forward === -1 ? beside : numberOfRanked(items, first);
  const number = numbers[0] ?? null;
  const skip = (item: Item | null, step: 1 | -1) =>
    item !== null && item === number ? items.next(item, step) : item;
  const back = skip(items.next(first, -1), -1);
  // "金額が最も多い" ranks by the amount, "最も多い年齢" counts.
  const isBehind = forward === -1 && isColumn(back);
  const ahead = skip(items.next(first, 1), 1);
  return {
    words,
    numbers: numbers.filter((one) => one !== null),
    limit: rowCountOf(number),
    direction: isUp(first) ? 'most' : 'least',
    sorts: words.every((word) => isWord(word, 'descending', 'ascending')),
    counts: words.some(
      (word) => countsValues.test(textOf(word)) || (!isBehind && /多|少/u.test(textOf(word))),
    ),
    beside: forward === 1 ? ahead : isBehind ? back : ahead,
  };
}

/** "the *2* users with the most interactions" */
const numberOfRanked = (items: Items, order: Item): Item[] =>
  items
    .unused()
    .filter(
      (item) =>
        item.at < order.at && rowCountOf(item) !== null && columnsOrTablesOf(items.next(item, 1)).length > 0,
    );

const columnsOrTablesOf = (item: Item | null) => [...columnsOf(item), ...tablesOf(item)];

/** The groups by their measure, or by how many rows each has. */
function rankGroups(reader: Reader, ranking: Ranking): void {
  const { question, items } = reader;
  if (question.groups.length === 0) {
    const group = groupToRank(reader, ranking);
    if (group === null) return;
    // "優先度が高い順" is the order of the values themselves, which nothing says.
    if (ranking.sorts && group === ranking.beside && question.measures.length === 0) return;
    takeGroup(reader, group);
  }
  if (ranksWithin(reader, ranking)) return;
  question.order = orderOf(ranking, null);
  items.useAs(question.order, ...ranking.words, ...ranking.numbers);
}

/** "top 3 patients by department", "各クラスの上位3人": so many of each group, and nothing says by what. */
function ranksWithin({ items, question, forward }: Reader, { limit, beside }: Ranking): boolean {
  if (question.measures.length > 0 || limit === null) return false;
  if (forward === -1) return items.list.some(isEach) && !items.has('count');
  return isTable(beside) && !question.groups.some((group) => group === items.partOf(beside));
}

const orderOf = ({ direction, limit, sorts }: Ranking, by: ColumnRef | null): Order => ({
  direction,
  by,
  limit: limit ?? (sorts ? null : 1),
});

/** The only item left that can be a group. */
export function groupToRank({ items, scope }: Reader, { counts }: Pick<Ranking, 'counts'>): Item | null {
  const fits = (item: Item): boolean => {
    if (isWord(item, ...grains)) return scope.time() !== null;
    const [table] = tablesOf(item);
    if (table !== undefined) return table !== scope.base && joinKey(scope.base, table) !== null;
    const of = isColumn(item) ? scope.pick(columnsOf(item)) : null;
    // "with grade A" is a condition.
    if (valuesOf(items.next(item, 1)).some(({ column }) => column === of?.column)) return false;
    if (of === null || isTime(of.column) || yesOf(of.column) !== null) return false;
    return counts || !isQuantity(of);
  };
  const [only, ...more] = items.unused().filter(fits);
  return more.length === 0 ? (only ?? null) : null;
}

/** A table whose row is asked for: before the words of order in English, after them in Japanese. */
function ownsOrder({ items, forward }: Reader, { words, beside }: Ranking): boolean {
  const [first] = words;
  if (first === undefined) return false;
  return items.list.some((item) => {
    const group = items.list[item.at - forward];
    if (!isTable(item) || isWord(group, 'by') || isEach(items.list[item.at - 1])) return false;
    // "highest price product"; but "of products" only says where.
    if (forward === 1 && item.at > first.at) return item.at - 1 === beside?.at && item.lead === '';
    return (item.at - first.at) * forward < 0 && !/\b(?:in|of|for|from)\b/.test(item.lead);
  });
}

/** "highest age" is a maximum; "the user with the highest age" is a row, "which gender has the highest age" a group. */
function rankByColumn(reader: Reader, ranking: Ranking, of: ColumnRef): void {
  const { items, question, scope, forward } = reader;
  const { words, numbers, limit, direction, sorts, beside } = ranking;
  // "how many users have the highest age" would be a count of a part that no filter says.
  if (items.has('count') || of.table !== scope.base) return;
  const kind = direction === 'most' ? 'maximum' : 'minimum';
  // "the highest product in each category" and "the top 5 costs by department" are rows of each group.
  const isPerGroup = question.groups.length > 0;
  if (isPerGroup && (ownsOrder(reader, ranking) || (forward === 1 && !sorts && (limit ?? 1) > 1))) return;
  const others = groupToRank(reader, ranking);
  if (question.groups.length > 0 || (others !== null && others !== beside)) {
    const isNamed = question.groups.length > 0;
    if (!isNamed && others !== null) takeGroup(reader, others);
    const measure = { kind, of } as const;
    question.measures.push(measure);
    if (!isNamed || limit !== null || sorts) question.order = orderOf(ranking, null);
    items.useAs(measure, beside, ...words);
    items.useAs(question.order ?? measure, ...numbers);
    return;
  }
  const [first] = words;
  const owner = items.list.some(
    (item) =>
      isTable(item) &&
      tablesOf(item)[0] === scope.base &&
      first !== undefined &&
      (item.at - first.at) * forward < 0,
  );
  if (owner || limit !== null || sorts) {
    if (sorts && !items.has('list') && !owner) return;
    question.shows = 'rows';
    question.order = orderOf(ranking, of);
    items.useAs(question.order, beside, ...words, ...numbers);
    return;
  }
  const measure = { kind, of } as const;
  question.measures.push(measure);
  items.useAs(measure, beside, ...words);
}
