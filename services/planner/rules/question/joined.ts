import { isThrough } from './elsewhere.ts';
import { isTimeFilter, type Filter } from './filters.ts';
import { isTable, isWord, type Item } from '../words/items.ts';
import type { Measure, Reader } from './question.ts';

/**
 * "number of visits and number of critical visits" are two questions, and one SELECT with all their conditions answers
 * neither. What stands on both sides of an "and", and what is asked for twice, must be one thing that may differ in the
 * values of one column: "the rate of men and the rate of women" is then read per value. False where it is not so.
 */
export function settleJoined(reader: Reader): boolean {
  const { items } = reader;
  if (interleaves(reader)) return false;
  const heads = repeatedHeads(reader);
  if (heads.length > 1) return settleRepeated(reader, heads);
  const joints = items.list.filter((item) => isWord(item, 'and') && items.isUnused(item));
  return joints.every((joint) => joinsOneThing(reader, joint));
}

/** Words that ask for the same measure again, neighbours ("count the number of") once. */
function repeatedHeads({ items, question, language }: Reader): Item[] {
  for (const measure of question.measures) {
    const heads = items.list.filter(
      (item) =>
        items.partOf(item) === measure &&
        isWord(item, 'count', 'average', 'sum', 'median', 'deviation', 'minimum', 'maximum', 'rate') &&
        items.partOf(items.list[item.at - 1]) !== measure,
    );
    const [first] = heads;
    const last = heads.at(-1);
    if (first === undefined || last === undefined || heads.length < 2) continue;
    // "生徒の人数は何人" says it twice and asks once.
    const isJoined = items.list.slice(first.at, last.at).some((item) => isWord(item, 'and'));
    if (isJoined || language === 'en') return heads;
  }
  return [];
}

/** Each of them has one value of the same column to itself, and all else in common. */
function settleRepeated({ items, question, language }: Reader, heads: Item[]): boolean {
  const clauses = heads.map((head, place) =>
    language === 'en'
      ? items.list.slice(head.at, heads[place + 1]?.at ?? items.list.length)
      : items.list.slice(place === 0 ? 0 : (heads[place - 1]?.at ?? 0) + 1, head.at + 1),
  );
  const varying = question.filters.filter((filter) => valueCount(filter) > 1);
  const [only, ...more] = varying;
  if (only === undefined || more.length > 0 || valueCount(only) !== clauses.length) return false;
  const isInAll = (filter: Filter) =>
    clauses.every((clause) => clause.some((item) => items.partOf(item) === filter && isSaid(item)));
  const once = clauses.every(
    (clause) => clause.filter((item) => items.partOf(item) === only && isSaid(item)).length === 1,
  );
  if (!once || !question.filters.every(isInAll)) return false;
  if (only.kind === 'years' && question.groups.length === 0)
    question.groups.push({ kind: 'grain', grain: 'year', of: only.of });
  return question.groups.some((group) => group.of.column === only.of.column);
}

/** A value rather than the name of its column or a word beside it. */
const isSaid = ({ token }: Item): boolean =>
  token.kind === 'period' ||
  token.kind === 'number' ||
  (token.kind === 'name' && (token.meaning.values.length > 0 || token.meaning.columns.length > 0));

function valueCount(filter: Filter): number {
  if (filter.kind === 'years') return filter.years.length;
  return filter.kind === 'in' ? filter.values.length : 1;
}

/** "open in Japan and closed in France": a condition within the values of another belongs to one of them. */
function interleaves({ items, question }: Reader): boolean {
  const places = new Map(
    question.filters.map((filter) => [
      filter,
      items.list.filter((item) => items.partOf(item) === filter && isSaid(item)).map(({ at }) => at),
    ]),
  );
  return question.filters.some((filter) => {
    if (valueCount(filter) < 2 || (filter.kind === 'in' && filter.not)) return false;
    const own = places.get(filter) ?? [];
    return question.filters.some(
      (other) =>
        other.of.column !== filter.of.column &&
        (places.get(other) ?? []).some((at) => at > Math.min(...own) && at < Math.max(...own)),
    );
  });
}

function joinsOneThing(reader: Reader, joint: Item): boolean {
  const { items, question } = reader;
  const [left, right] = [items.list[joint.at - 1], items.list[joint.at + 1]];
  if (left === undefined || right === undefined || isWord(right, 'compare')) return true;
  const part = items.partOf(right);
  if (question.measures.includes(part as Measure)) return true;
  if (question.groups.some((group) => group === part))
    return question.groups.some((group) => group === items.partOf(left)) || isTable(left);
  const filter = filterOf(reader, right);
  return filter !== null && joinsConditions(reader, joint, filter);
}

const filterOf = ({ items, question }: Reader, item: Item | undefined): Filter | null =>
  question.filters.find((filter) => filter === items.partOf(item)) ?? null;

/**
 * "open and closed visits" are visits of either kind, "visits that are open and critical" are both; of "open and critical
 * visits" nobody can tell.
 */
function joinsConditions(reader: Reader, joint: Item, second: Filter): boolean {
  const { items, language, scope } = reader;
  const earlier = items.list.slice(0, joint.at).toReversed();
  const before = earlier.find((item) => filterOf(reader, item) !== null);
  const first = filterOf(reader, before);
  if (before === undefined || first === null) return false;
  if (first.of.column === second.of.column) return true;
  // "male or female and over 60"
  if (first.kind === 'any' || (first.kind === 'in' && first.or && first.values.length > 1)) return false;
  const isAdjacent = earlier[0] !== undefined && items.partOf(earlier[0]) === first;
  if (language === 'ja' || !isAdjacent) return false;
  // "users who clicked and purchased" need not have done both at once.
  if ([first, second].every(({ of }) => isThrough(scope.base, of.table))) return false;
  if (isTimeFilter(first) || isTimeFilter(second)) return true;
  const start = items.list.findIndex((item) => items.partOf(item) === first);
  const end = items.list.findLastIndex((item) => items.partOf(item) === second);
  return items.list.slice(0, start).some(isTable) && !isTable(items.list[end + 1]);
}
