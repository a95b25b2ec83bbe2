import { isTable, isWord, namedTables } from './items.ts';
import { isTimeFilter } from './filter-words.ts';
import type { Filter } from './filters.ts';
import type { Reader } from './question.ts';

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
  const times = question.filters.filter(isTimeFilter);
  const others = question.filters.filter((one) => !isTimeFilter(one));
  const conditions = others.length > 0 ? others : times;
  // Each group's share, of all or of that time.
  if (others.length === 0 && question.groups.length > 0) return true;
  if (conditions.length === 0) return false;
  const part = partOf(reader, conditions);
  if (part === null || part.length === 0) return false;
  // "men and women": each of them, or both? "by gender without men": of all, or of the rest?
  if (part.some((one) => one.kind === 'in' && one.values.length > 1 && !one.or && !one.not)) return false;
  if (part.some((one) => question.groups.some((group) => group.of.column === one.of.column))) return false;
  share.part.push(...part);
  question.filters = question.filters.filter((one) => !part.includes(one));
  return true;
}

function partOf({ items, language, positions }: Reader, conditions: Filter[]): Filter[] | null {
  const at = (filter: Filter) => positions.get(filter) ?? -1;
  const marks = items.list.filter((item) => (language === 'ja' ? isWord(item, 'among') : isTable(item)));
  const [mark] = marks;
  if (mark !== undefined && (language === 'ja' || marks.length === 1)) {
    const beyond = conditions.filter((one) => at(one) > mark.at);
    if (beyond.length > 0 && beyond.length < conditions.length) return beyond;
    if (language === 'ja' && beyond.length === 0) return null;
  }
  // Both ends of "between" are one condition.
  const columns = new Set(conditions.map((one) => one.of.column));
  return columns.size === 1 ? conditions : null;
}
