import { columnsOf, isColumn, isTable, isWord, tablesOf, valuesOf, type Item } from '../words/items.ts';
import { yesOf } from '../columns.ts';
import { isThrough } from './elsewhere.ts';
import type { Comparison } from './filters.ts';
import { takeGroup } from './groups.ts';
import { groupToRank } from './order.ts';
import type { Measure, Reader, Threshold } from './question.ts';

/** Where a comparison stands in the prompt: its word, its number, and what is between or behind them. */
interface Compared {
  word: Item;
  number: Item;
  comparison: Comparison;
  value: number;
  not: Item | null;
}

/**
 * "more than 20 interactions", "at least 3 times", "5回以上", "whose average age is over 40": said of a number of rows or of
 * what is measured, and of no column. True if it is one, even where it cannot be read.
 */
export function readThreshold(reader: Reader, compared: Compared): boolean {
  const { items, question } = reader;
  const { word, number, comparison, value, not } = compared;
  const measured = measuredBefore(reader, compared);
  const counted = countedBeside(reader, compared);
  if (measured === null && counted === null) return false;
  // "fewer than 3" may mean those with none, too, who are in no group.
  const isOpen = measured === null && (comparison === '<' || comparison === '<=');
  if (question.threshold !== null || isOpen) return true;
  const threshold: Threshold = { measure: measured?.measure ?? { kind: 'count' }, comparison, value };
  question.threshold = threshold;
  items.useAs(threshold, word, number, not, measured?.word ?? null);
  // "more than 10 clicks" counts rows that a condition is said of, which is still to be read.
  if (!isSaidOfRows(counted)) items.useAs(threshold, counted);
  return true;
}

/** What is counted: behind the number in English; in Japanese the counter of the number says that something is. */
function countedBeside({ items, scope, language }: Reader, { word, number }: Compared): Item | null {
  if (language === 'ja') {
    const between = items.list.slice(number.at + 1, word.at).find((item) => isWord(item, 'times'));
    return between ?? (/件/u.test(word.lead) ? word : null);
  }
  const item = items.next(word.at > number.at ? word : number, 1);
  const [table] = tablesOf(item);
  if (isWord(item, 'times')) return item;
  const isRows = table !== undefined && (table === scope.base || isThrough(scope.base, table));
  return (isRows && !isColumn(item)) || isSaidOfRows(item) ? item : null;
}

const isSaidOfRows = (item: Item | null): boolean =>
  item !== null &&
  !isTable(item) &&
  (columnsOf(item).some(({ column }) => yesOf(column) !== null) ||
    (columnsOf(item).length === 0 && valuesOf(item).length > 0));

/** "average age is *over*", "件数が500*未満*": what was measured just before. */
function measuredBefore(
  { items, question }: Reader,
  { word, number }: Compared,
): { measure: Measure; word: Item | null } | null {
  const before = items.list[Math.min(word.at, number.at) - 1] ?? null;
  if (isWord(before, 'count') && items.isUnused(before)) return { measure: { kind: 'count' }, word: before };
  const part = items.partOf(before);
  const measure = question.measures.find((one) => one === part);
  return measure === undefined ? null : { measure, word: null };
}

/** Of groups, where the prompt names what they are and does not ask how many there are. */
export function settleThreshold(reader: Reader): void {
  const { question, items, scope } = reader;
  const { threshold } = question;
  if (threshold === null) return;
  const counted = items.list.find((item) => isTable(item) && items.partOf(item) === threshold);
  const [table] = tablesOf(counted);
  if (table !== undefined && table !== scope.base) return;
  // "percentage of users with more than 5 interactions" is one of users.
  if (question.measures.some(({ kind }) => kind === 'share' || kind === 'rate')) return;
  const isAsked = question.measures.some((one) => one !== threshold.measure && one.kind === 'count');
  if (question.groups.length === 0 && !isAsked) {
    const group = groupToRank(reader, { counts: threshold.measure.kind === 'count' });
    if (group !== null) takeGroup(reader, group);
  }
  if (question.groups.length === 0 || question.shows !== 'measures') return;
  if (question.measures.length === 0) question.measures.push(threshold.measure);
  question.having = threshold;
  question.threshold = null;
}
