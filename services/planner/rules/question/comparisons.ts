import { isBirth, isIdentifier, isQuantity, yesOf } from '../columns.ts';
import type { Comparison, Filter } from './filters.ts';
import {
  columnsOf,
  isColumn,
  isTable,
  isWord,
  numberOf,
  periodOf,
  tablesOf,
  textOf,
  type Item,
} from '../words/items.ts';
import { squeeze, type ColumnRef } from '../words/names.ts';
import type { Reader } from './question.ts';
import { readThreshold } from './thresholds.ts';
import { ageColumn, saysAge } from './scope.ts';
import { grains, type Word } from '../words/words.ts';

const before: Partial<Record<Word, Comparison>> = {
  over: '>',
  atLeast: '>=',
  under: '<',
  atMost: '<=',
  exactly: '=',
};
const after: Partial<Record<Word, Comparison>> = { orMore: '>=', orLess: '<=' };
const opposites: Record<Comparison, Comparison> = {
  '>': '<=',
  '>=': '<',
  '<': '>=',
  '<=': '>',
  '=': '<>',
  '<>': '=',
};

/** "age between 20 and 29", "age over 30", "30歳以上", "20代". */
export function readComparisons(reader: Reader): void {
  readBetween(reader);
  readAges(reader);
  readSigns(reader);
  const { items } = reader;
  for (const word of items.words(...(Object.keys({ ...before, ...after }) as Word[])))
    if (items.isUnused(word) && !readColumns(reader, word)) readComparison(reader, word);
}

const numberColumn = ({ scope }: Reader, item: Item | null): ColumnRef | null =>
  isColumn(item) ? scope.pick(columnsOf(item).filter((of) => isComparable(of, textOf(item)))) : null;

/** "more than 3 items" are not those whose number is over three, "more than 3 purchases" not their yes. */
const isComparable = (of: ColumnRef, text: string): boolean =>
  of.column.kind === 'number' &&
  yesOf(of.column) === null &&
  (!isIdentifier(of.table, of.column) || squeeze(text) === squeeze(of.column.name));

export function addFilter(
  { question, positions, items }: Reader,
  filter: Filter,
  ...used: (Item | null)[]
): void {
  question.filters.push(filter);
  positions.set(filter, used.find((one) => one != null)?.at ?? 0);
  items.useAs(filter, ...used);
}

/** "age between 20 and 29", "between 20 and 29 years old", "not between …", "aged 20 to 29", "点数が60から80" */
function readBetween(reader: Reader): void {
  const { items } = reader;
  for (const low of items.list) {
    const span = spanFrom(reader, low);
    if (span === null) continue;
    const { first, high, used } = span;
    const [from, to] = [numberOf(low), numberOf(high)];
    if (from === null || to === null || from > to) continue;
    const not = isWord(items.next(first, -1), 'not') ? items.next(first, -1) : null;
    const named = items.next(not ?? first, -1);
    const tail = items.next(high, 1);
    const years = isWord(tail, 'ageWord') ? tail : null;
    const column = numberColumn(reader, named);
    const isAge = years !== null || saysAge(named) || used.some(saysAge);
    const of = column ?? (isAge ? agesOf(reader) : isTable(named) ? onlyQuantity(reader) : null);
    if (of === null) continue;
    const all = [column !== null || saysAge(named) ? named : null, not, ...used, years];
    const lower: Filter = { kind: 'compare', of, comparison: '>=', value: from };
    const upper: Filter = { kind: 'compare', of, comparison: '<=', value: to };
    if (not === null) {
      addFilter(reader, lower, ...all.filter((one) => one !== high));
      addFilter(reader, upper, high);
    } else addFilter(reader, { kind: 'any', of, options: [lower, upper].map(negated) }, ...all);
  }
}

/** "a negative feature1", "feature1が負" */
function readSigns(reader: Reader): void {
  const { items } = reader;
  for (const word of items.words('negative', 'positive')) {
    const named =
      [items.next(word, 1), items.next(word, -1)].find((one) => numberColumn(reader, one) !== null) ?? null;
    const of = numberColumn(reader, named);
    const comparison = isWord(word, 'negative') ? '<' : '>';
    if (of !== null) addFilter(reader, { kind: 'compare', of, comparison, value: 0 }, word, named);
  }
}

/** Two numbers that are the ends of one stretch, and all that says so. */
function spanFrom({ items }: Reader, low: Item): { first: Item; high: Item; used: Item[] } | null {
  if (numberOf(low) === null) return null;
  const word = items.next(low, -1);
  const following = items.next(low, 1);
  if (isWord(word, 'between') && isWord(following, 'and')) {
    const high = items.next(following, 1);
    return high === null || word === null || following === null
      ? null
      : { first: word, high, used: [word, low, following, high] };
  }
  if (following === null || !/^(?:to|through|から)$/.test(following.lead) || isWord(word, 'between'))
    return null;
  return { first: low, high: following, used: [low, following] };
}

/** Of comparisons only. */
export const negated = (filter: Filter): Filter =>
  filter.kind === 'compare' ? { ...filter, comparison: opposites[filter.comparison] } : filter;

/** "feature1 greater than feature2", "feature1がfeature2より大きい" */
function readColumns(reader: Reader, word: Item): boolean {
  const { items, language } = reader;
  const near = items.next(word, -1);
  const [left, right] = language === 'ja' ? [items.next(near, -1), near] : [near, items.next(word, 1)];
  const [of, other] = [numberColumn(reader, left), numberColumn(reader, right)];
  const comparison = word.token.kind === 'word' ? before[word.token.word] : undefined;
  if (of === null || other === null || comparison === undefined || of.table !== other.table) return false;
  addFilter(reader, { kind: 'columns', of, comparison, other }, left, word, right);
  return true;
}

/** "30代", "20歳から29歳" */
function readAges(reader: Reader): void {
  for (const item of reader.items.unused()) {
    const { token } = item;
    const of = agesOf(reader);
    if (token.kind !== 'ages' || of === null || token.low > token.high) continue;
    const beside = reader.items.next(item, -1);
    const named =
      isColumn(beside) && columnsOf(beside).some(({ column }) => column === of.column) ? beside : null;
    const not = negationOf(reader, item, item);
    const lower: Filter = { kind: 'compare', of, comparison: '>=', value: token.low };
    const upper: Filter = { ...lower, comparison: token.inclusive ? '<=' : '<', value: token.high };
    if (not !== null) {
      addFilter(reader, { kind: 'any', of, options: [lower, upper].map(negated) }, named, item, not);
      continue;
    }
    addFilter(reader, lower, named, item);
    addFilter(reader, upper);
    reader.positions.set(upper, item.at);
  }
}

const agesOf = ({ catalog, scope }: Reader): ColumnRef | null =>
  scope.pick(catalog.tables.map(ageColumn).filter((one) => one !== null));

/** The number on one side of the word, then the column that is compared beside the two. */
function readComparison(reader: Reader, word: Item): void {
  const { items, question } = reader;
  const compared = numberBeside(reader, word);
  if (compared === null) return;
  const { number, value } = compared;
  const not = negationOf(reader, word, number);
  const comparison = not === null ? compared.comparison : opposites[compared.comparison];
  if (readThreshold(reader, { word, number, comparison, value, not })) return;
  const last = Math.max(word.at, number.at, not?.at ?? 0);
  const unit =
    compared.unit ?? [items.list[last + 1] ?? null].find((one) => isUnit(one) && items.isUnused(one)) ?? null;
  const ends = [word, number, not, unit].flatMap((one) => one?.at ?? []);
  const beside = [items.list[Math.min(...ends) - 1], items.list[Math.max(...ends) + 1]].map(
    (one) => one ?? null,
  );
  const named = beside.find((one) => items.isUnused(one) && numberColumn(reader, one) !== null) ?? null;
  // "aged 25 at most" says it before the number.
  const aged = beside.find((one) => items.isUnused(one) && isWord(one, 'ageWord')) ?? null;
  // In a chain ("20以上30未満") the column stands before the first.
  const earlier = question.filters.at(-1);
  const of =
    numberColumn(reader, named) ??
    ([word, number, unit, aged].some(saysAge)
      ? agesOf(reader)
      : earlier?.kind === 'compare'
        ? earlier.of
        : periodOf(number) === null
          ? onlyQuantity(reader)
          : null);
  if (of === null || (unit !== null && !measuresIn(of, unit))) return;
  addFilter(reader, { kind: 'compare', of, comparison, value }, named, aged, word, number, unit, not);
}

interface Compared {
  number: Item;
  unit: Item | null;
  value: number;
  comparison: Comparison;
}

function numberBeside({ items, language }: Reader, word: Item): Compared | null {
  if (word.token.kind !== 'word') return null;
  const comparison = before[word.token.word] ?? after[word.token.word];
  const follows = after[word.token.word] !== undefined || language === 'ja';
  const mayFollow = follows || isWord(word, 'atLeast', 'atMost');
  const ahead = items.next(word, 1);
  const back = items.next(word, -1);
  const [near, unit] = isUnit(back) || isWord(back, 'times') ? [items.next(back, -1), back] : [back, null];
  const isBack = mayFollow && numberOf(near) !== null && (follows || numberOf(ahead) === null);
  if (after[word.token.word] !== undefined && !isBack) return null;
  const number = isBack ? near : ahead;
  const value = numberOf(number);
  if (number === null || value === null || comparison === undefined) return null;
  return { number, value, comparison, unit: isBack ? unit : null };
}

/** "*not* over 30", "30以上*でない*" */
function negationOf({ items, forward }: Reader, word: Item, number: Item): Item | null {
  const [first, last] = word.at < number.at ? [word, number] : [number, word];
  const beside = forward === 1 ? items.next(first, -1) : items.next(last, 1);
  return isWord(beside, 'not') ? beside : null;
}

/** "users under 20": only one column can be meant. */
function onlyQuantity({ scope, items }: Reader): ColumnRef | null {
  const { base } = scope;
  // "more than 5 interactions" counts rows of another table.
  const isOther = (item: Item) => isColumn(item) || (isTable(item) && tablesOf(item)[0] !== base);
  if (items.unused().some(isOther)) return null;
  // "patients over 80" would be their age, which is no column but can be told from when they were born.
  if (ageColumn(base) === null && base.columns.some(isBirth)) return null;
  const [only, ...more] = base.columns.map((column) => ({ table: base, column })).filter(isQuantity);
  return more.length === 0 ? (only ?? null) : null;
}

const isUnit = (item: Item | null): item is Item => isWord(item, ...grains, 'ageWord');

/** "tenure over 3 years" is a unit and no grouping; whether the column counts years or months, its name must say. */
function measuresIn({ column }: ColumnRef, unit: Item): boolean {
  if (isWord(unit, 'ageWord')) return whole('age').test(column.name) || column.name.includes('年齢');
  const names: [unit: RegExp, english: string, japanese: string][] = [
    [/^(?:years?|年|年間)$/i, 'age|years?|tenure', '年数|年齢'],
    [/^(?:months?|月|か月|ヶ月|カ月)$/i, 'months?', '月数'],
    [/^(?:hours?|時間)$/i, 'hours?', '時間'],
    [/^(?:days?|日)$/i, 'days?', '日数'],
    [/^(?:weeks?|週|週間)$/i, 'weeks?', '週数'],
  ];
  return names.some(
    ([word, english, japanese]) =>
      word.test(textOf(unit)) && (whole(english).test(column.name) || new RegExp(japanese).test(column.name)),
  );
}

/** As a word of its own: "mileage" is no age, a "monthly_fee" no number of months. */
const whole = (word: string): RegExp => new RegExp(`(?:^|[_\\s-])(?:${word})(?:$|[_\\s-])`, 'i');
