import { columnsOf, isStated, isTable, isWord, namedTables, valuesOf, type Item } from '../words/items.ts';
import { isTimeFilter, type Filter } from './filters.ts';
import type { Measure, Reader } from './question.ts';

/**
 * Of the conditions of a share, one says which rows count and the others of which whole they are a part: "of women,
 * those over 40". False where the prompt does not tell which.
 */
export function settleShares(reader: Reader): boolean {
  const { question } = reader;
  const share = question.measures.find((measure) => measure.kind === 'share');
  if (share === undefined) return true;
  // A share of the customers is none of their sales.
  const named = namedTables(reader.items);
  if (named.length > 0 && !named.includes(question.table)) return false;
  if (named.length + question.groups.length === 0 && !isOfBase(reader, share)) return false;
  const times = question.filters.filter(isTimeFilter);
  const others = question.filters.filter((one) => !isTimeFilter(one));
  const conditions = others.length > 0 ? others : times;
  const mean = question.measures.find(({ kind }) => isMean(kind));
  if (mean !== undefined && !isBesideMean(reader, share, mean)) return false;
  // "what percentage of smokers *are in each* city": of the smokers, or of those in the city?
  const isOfEach = reader.items.list.some((item) => isWord(item, 'by') && isStated(item));
  if (isOfEach && others.length > 0) return false;
  // Each group's share, of all or of that time.
  if (others.length === 0 && question.groups.length > 0) return true;
  if (conditions.length === 0) return false;
  const part =
    others.length > 0 && times.length > 0 ? partInTime(reader, others, times) : partOf(reader, conditions);
  if (part === null || part.length === 0) return false;
  // "men and women": each of them, or both? "by gender without men": of all, or of the rest?
  if (part.some((one) => one.kind === 'in' && one.values.length > 1 && !one.or && !one.not)) return false;
  if (part.some((one) => question.groups.some((group) => group.of.column === one.of.column))) return false;
  // "share of customers with refunds" may be that of all customers, too.
  const isLoose = ({ items }: Reader, one: Filter) =>
    one.kind === 'related' &&
    items.list.some((item) => items.partOf(item) === one && /\bwith\b/.test(item.lead));
  if (part.some((one) => isLoose(reader, one))) return false;
  share.part.push(...part);
  question.filters = question.filters.filter((one) => !part.includes(one));
  return true;
}

const isMean = (kind: Measure['kind']): boolean =>
  ['average', 'sum', 'median', 'deviation', 'minimum', 'maximum'].includes(kind);

/** "the share and the total" are two measures; "the share of the total" is one, which no SELECT here has. */
function isBesideMean({ items }: Reader, share: Measure, mean: Measure): boolean {
  const places = items.list
    .filter((item) => [share, mean].some((one) => one === items.partOf(item)))
    .map(({ at }) => at);
  return items.list.slice(Math.min(...places), Math.max(...places)).some((item) => isWord(item, 'and'));
}

/**
 * "of critical visits, those that are in 2024" is about the time, "of visits in 2024, those that are critical" is not, and
 * "of critical visits in 2024" may be either.
 */
function partInTime(reader: Reader, others: Filter[], times: Filter[]): Filter[] | null {
  const { items, language } = reader;
  const itemsOf = (filters: Filter[]) =>
    items.list.filter((item) => filters.some((filter) => items.partOf(item) === filter));
  const [firstTime, firstOther] = [itemsOf(times)[0], itemsOf(others)[0]];
  const lastOther = itemsOf(others).at(-1);
  const isLast = firstTime !== undefined && lastOther !== undefined && firstTime.at > lastOther.at;
  if (language === 'ja' || !isLast) return partOf(reader, others);
  if (isStated(firstTime)) return times;
  const isOfTable = items.list.slice(0, firstOther?.at).some(isTable);
  return isOfTable || (firstOther !== undefined && isStated(firstOther)) ? partOf(reader, others) : null;
}

/** "share of *women* who have purchased" is one of women, not of what they did. */
function isOfBase({ items, language, scope }: Reader, share: Measure): boolean {
  const word = items.list.findLast((item) => items.partOf(item) === share);
  const whole = word === undefined ? undefined : items.list[word.at + 1];
  const held = [...columnsOf(whole), ...valuesOf(whole)];
  return language === 'ja' || held.length === 0 || held.some(({ table }) => table === scope.base);
}

const isPredicate = (item: Item | undefined): boolean =>
  item !== undefined &&
  !/\b(?:who|whose|that|with)\b/.test(item.lead) &&
  (isStated(item) || /\b(?:have|has|had)\b/.test(item.lead) || isWord(item, 'never'));

function partOf({ items, language, positions }: Reader, conditions: Filter[]): Filter[] | null {
  const at = (filter: Filter) => positions.get(filter) ?? -1;
  const marks = items.list.filter((item) => (language === 'ja' ? isWord(item, 'among') : isTable(item)));
  const [mark] = marks;
  if (mark !== undefined && (language === 'ja' || marks.length === 1)) {
    const beyond = conditions.filter((one) => at(one) > mark.at);
    if (beyond.length > 0 && beyond.length < conditions.length) return beyond;
    if (language === 'ja' && beyond.length === 0) return null;
  }
  // "of women" is the whole, "are in their thirties" or "never clicked" the part.
  const first = conditions
    .map(at)
    .toSorted((a, b) => a - b)
    .find((place) => isPredicate(items.list[place]));
  const said = conditions.filter((one) => first !== undefined && at(one) >= first);
  if (language === 'en' && said.length > 0 && said.length < conditions.length) return said;
  // Both ends of "between" are one condition.
  const columns = new Set(conditions.map((one) => one.of.column));
  return columns.size === 1 ? conditions : null;
}
