import { isWord, type Item } from '../words/items.ts';
import { isDenial, isTimeFilter, type Filter } from './filters.ts';
import type { Reader } from './question.ts';

/**
 * "under 18 or over 70", "男性または60歳以上": what stands on both sides of an "or" becomes one condition. Of two columns only
 * where nothing else is said: in "active women or men over 60" nobody can tell what belongs to which.
 */
export function settleAlternatives(reader: Reader): boolean {
  const { items, question, positions } = reader;
  for (const or of items.words('or')) {
    const [left, right] = [items.list[or.at - 1], items.list[or.at + 1]].map((item) =>
      filterOf(reader, item),
    );
    if (left == null || right == null || left === right || !mayJoin(reader, left, right)) return false;
    const options = [left, right].flatMap((one) => (one.kind === 'any' ? one.options : [one]));
    const any: Filter = { kind: 'any', of: left.of, options };
    question.filters = question.filters
      .map((one) => (one === left ? any : one))
      .filter((one) => one !== right);
    positions.set(any, positions.get(left) ?? or.at);
    const said = items.list.filter((item) => [left, right].some((one) => one === items.partOf(item)));
    items.useAs(any, or, ...said);
  }
  return true;
}

const filterOf = ({ items, question }: Reader, item: Item | undefined): Filter | null =>
  question.filters.find((filter) => filter === items.partOf(item)) ?? null;

function mayJoin({ question, scope, items }: Reader, left: Filter, right: Filter): boolean {
  const sides = [left, right];
  if (sides.some((one) => isDenial(one) || one.of.table !== scope.base)) return false;
  // A stretch with two ends is two conditions, of which the "or" would take one.
  const isHalf = question.filters.some(
    (one) => !sides.includes(one) && sides.some(({ of }) => of.column === one.of.column),
  );
  if (isHalf || question.measures.some(({ kind }) => kind === 'share')) return false;
  if (left.of.column === right.of.column) return true;
  const others = question.filters.filter((one) => !sides.includes(one) && !isTimeFilter(one));
  return others.length === 0 && !items.list.some((item) => isWord(item, 'never', 'without'));
}
