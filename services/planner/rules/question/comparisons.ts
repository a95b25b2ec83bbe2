import { isBirth, isQuantity } from '../columns.ts';
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
import type { ColumnRef } from '../words/names.ts';
import type { Reader } from './question.ts';
import { ageColumn, saysAge } from './scope.ts';
import { grains, type Word } from '../words/words.ts';

const before: Partial<Record<Word, Comparison>> = { over: '>', atLeast: '>=', under: '<', atMost: '<=' };
const after: Partial<Record<Word, Comparison>> = { orMore: '>=', orLess: '<=' };

/** "age between 20 and 29", "age over 30", "30歳以上", "20代". */
export function readComparisons(reader: Reader): void {
  readBetween(reader);
  readAges(reader);
  const { items } = reader;
  for (const word of items.words(...(Object.keys({ ...before, ...after }) as Word[])))
    readComparison(reader, word);
}

const numberColumn = ({ scope }: Reader, item: Item | null): ColumnRef | null =>
  isColumn(item) ? scope.pick(columnsOf(item).filter(({ column }) => column.kind === 'number')) : null;

export function addFilter(
  { question, positions, items }: Reader,
  filter: Filter,
  ...used: (Item | null)[]
): void {
  question.filters.push(filter);
  positions.set(filter, used.find((one) => one != null)?.at ?? 0);
  items.useAs(filter, ...used);
}

/** "age between 20 and 29", "between 20 and 29 years old" */
function readBetween(reader: Reader): void {
  const { items } = reader;
  for (const word of items.words('between')) {
    const [low, and, high, tail] = [1, 2, 3, 4].map((step) => items.list[word.at + step] ?? null);
    const [from, to] = [numberOf(low), numberOf(high)];
    if (from === null || to === null || from > to || !isWord(and, 'and')) continue;
    const named = items.next(word, -1);
    const years = isWord(tail, 'ageWord') ? (tail ?? null) : null;
    const column = numberColumn(reader, named);
    const of = column ?? (years === null ? null : agesOf(reader));
    if (of === null) continue;
    const used = [column === null ? null : named, word, low ?? null, and ?? null];
    addFilter(reader, { kind: 'compare', of, comparison: '>=', value: from }, ...used, years);
    addFilter(reader, { kind: 'compare', of, comparison: '<=', value: to }, high ?? null);
  }
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
    addFilter(reader, { kind: 'compare', of, comparison: '>=', value: token.low }, named, item);
    const upper: Filter = {
      kind: 'compare',
      of,
      comparison: token.inclusive ? '<=' : '<',
      value: token.high,
    };
    addFilter(reader, upper);
    reader.positions.set(upper, item.at);
  }
}

const agesOf = ({ catalog, scope }: Reader): ColumnRef | null =>
  scope.pick(catalog.tables.map(ageColumn).filter((one) => one !== null));

/** The number on one side of the word, then the column that is compared beside the two. */
function readComparison(reader: Reader, word: Item): void {
  const { items, language, question } = reader;
  if (word.token.kind !== 'word' || !items.isUnused(word)) return;
  const follows = after[word.token.word] !== undefined || language === 'ja';
  const step = follows ? -1 : 1;
  let [number, unit] = [items.next(word, step), null as Item | null];
  if (isUnit(number)) [number, unit] = [items.next(number, step), number];
  if (numberOf(number) === null && !follows) return;
  if (numberOf(number) === null) [number, unit] = [items.next(word, 1), null];
  const value = numberOf(number);
  const comparison = before[word.token.word] ?? after[word.token.word];
  if (number === null || value === null || comparison === undefined) return;
  const last = Math.max(word.at, number.at);
  unit ??= [items.list[last + 1] ?? null].find((one) => isUnit(one) && items.isUnused(one)) ?? null;
  const ends = [word, number, ...(unit === null ? [] : [unit])].map((one) => one.at);
  const beside = [items.list[Math.min(...ends) - 1], items.list[Math.max(...ends) + 1]].map(
    (one) => one ?? null,
  );
  const named = beside.find((one) => items.isUnused(one) && numberColumn(reader, one) !== null) ?? null;
  // In a chain ("20以上30未満") the column stands before the first.
  const earlier = question.filters.at(-1);
  const of =
    numberColumn(reader, named) ??
    ([word, number, unit].some(saysAge)
      ? agesOf(reader)
      : earlier?.kind === 'compare'
        ? earlier.of
        : periodOf(number) === null
          ? onlyQuantity(reader)
          : null);
  if (of === null || (unit !== null && !measuresIn(of, unit))) return;
  addFilter(reader, { kind: 'compare', of, comparison, value }, named, word, number, unit);
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
