import { isIdentifier, isQuantity, isTime, yesOf } from '../columns.ts';
import { addFilter } from './comparisons.ts';
import { isThrough } from './elsewhere.ts';
import type { Filter } from './filters.ts';
import {
  columnsOf,
  isColumn,
  isTable,
  isWord,
  numberOf,
  periodOf,
  tablesOf,
  textOf,
  valuesOf,
  type Item,
} from '../words/items.ts';
import type { ColumnRef, ValueRef } from '../words/names.ts';
import type { Reader } from './question.ts';
import { runFrom } from './runs.ts';

/** "interactiontype 'view'", "excluding Male and Female", "東京以外", "userid 'user-1'", "purchase = 1", "age != 30" */
export function readValues(reader: Reader): void {
  for (const item of reader.items.list) {
    if (!reader.items.isUnused(item)) continue;
    const value = valueMeant(reader, item);
    if (value !== null) readRun(reader, item, value);
    else readEquality(reader, item);
  }
}

/** What is also a column or a table is a value only beside the column that has it. */
function valueMeant({ items, scope }: Reader, item: Item): ValueRef | null {
  const isMoreThanValue = columnsOf(item).length + tablesOf(item).length > 0;
  const before = items.list[item.at - 1];
  const beside = [
    ...columnsOf(isWord(before, 'not') ? items.list[item.at - 2] : before),
    ...(isMoreThanValue ? [] : columnsOf(items.list[item.at + 1])),
  ];
  const ofBeside = valuesOf(item).filter(({ column }) => beside.some((one) => one.column === column));
  if (ofBeside.length > 0) return scope.pick(ofBeside);
  return isMoreThanValue ? null : scope.pick(valuesOf(item));
}

/** Values of one column that are joined, and what is said about all of them: their column, and that they are not meant. */
function readRun(reader: Reader, first: Item, of: ValueRef): void {
  const { items, question, forward } = reader;
  const isSame = (item: Item) => valuesOf(item).some((one) => one.column === of.column);
  const run = runFrom(
    items,
    first,
    1,
    (item) => item === first || (isSame(item) && !isColumn(item) && !isTable(item)),
  );
  const last = run.members.at(-1) ?? first;
  const before = items.next(first, -1);
  const behind = items.next(last, 1);
  // "did not click" says that there is no click, "other than a click" that there is something else; and who has "no
  // manager" may be one.
  const isNegation = (item: Item | null) =>
    isWord(item, 'not') ||
    (!isThrough(reader.scope.base, of.table) &&
      (isWord(item, 'without') || (isDeniedDeed(reader, item) && !/^no$/i.test(textOf(item)))));
  const not = forward === 1 ? (isNegation(before) ? before : null) : isNegation(behind) ? behind : null;
  const isName = (item: Item | null) =>
    isColumn(item) && columnsOf(item).some((one) => one.column === of.column);
  // "payments by card"
  const by = isWord(before, 'by') && forward === 1 && first.lead === '' ? before : null;
  const name = [not === before ? items.next(not, -1) : before, behind].find((item) => isName(item)) ?? null;
  const values = run.members.flatMap(
    (member) => valuesOf(member).find((one) => one.column === of.column)?.value ?? [],
  );
  const or = run.joints.some((joint) => isWord(joint, 'or'));
  const same = question.filters.find(
    (one): one is Extract<Filter, { kind: 'in' }> =>
      one.kind === 'in' && one.of.column === of.column && one.not === (not !== null),
  );
  const used = [...run.members, ...run.joints, not, name, by];
  if (same === undefined) {
    const { table, column } = of;
    addFilter(reader, { kind: 'in', of: { table, column }, values, not: not !== null, or }, ...used);
    return;
  }
  same.values.push(...values.filter((one) => !same.values.includes(one)));
  items.useAs(same, ...used);
}

/** What the rows themselves did not do; of "interactions by users who never …" it is others who did not. */
const isDeniedDeed = ({ items, scope }: Reader, item: Item | null): boolean =>
  isWord(item, 'never') && !items.list.some((one) => isTable(one) && !tablesOf(one).includes(scope.base));

/** A column and a number or a quotation that its values do not list. */
function readEquality(reader: Reader, item: Item): void {
  const { items, scope, forward } = reader;
  const of = isColumn(item) ? scope.pick(columnsOf(item)) : null;
  if (of === null) return;
  const following = items.next(item, 1);
  const early = forward === 1 && isWord(following, 'not') ? following : null;
  const value = early === null ? following : items.next(early, 1);
  const late = forward === -1 && isWord(items.next(value, 1), 'not') ? items.next(value, 1) : null;
  const number = numberOf(value);
  // "order in 2024" is no order of that number, "active in 2024" no degree of activity.
  if (periodOf(value) !== null && (isIdentifier(of.table, of.column) || yesOf(of.column) !== null)) return;
  const not = early ?? late;
  if (number !== null && of.column.kind === 'number')
    addFilter(
      reader,
      { kind: 'compare', of, comparison: not === null ? '=' : '<>', value: number },
      item,
      value,
      not,
    );
  else if (value?.token.kind === 'text' && mayHold(of, value.token.text))
    addFilter(
      reader,
      { kind: 'in', of, values: [value.token.text], not: not !== null, or: false },
      item,
      value,
      not,
    );
}

/** A list of values that does not hold it: asking for it is a mistake, not a question with the answer nought. */
const mayHold = ({ column }: ColumnRef, text: string): boolean =>
  column.kind === 'text' && column.values === null && !/[\p{Cc}\\]/u.test(text);

/** "How many purchases", "active customers", "会員ではない": a column of yes and no that stands by itself means yes. */
export function readFlags(reader: Reader): void {
  const { items, scope, forward } = reader;
  for (const item of items.unused()) {
    const of = isColumn(item) ? scope.pick(columnsOf(item)) : null;
    const yes = of === null ? null : yesOf(of.column);
    if (of !== null && isDeed(reader, item, of)) readDeed(reader, item, of);
    if (of === null || yes === null || isQuantity(of)) continue;
    const beside = forward === 1 ? items.next(item, -1) : items.next(item, 1);
    const negation =
      isWord(beside, 'not') || (!isThrough(scope.base, of.table) && isDeniedDeed(reader, beside));
    const not = negation ? beside : null;
    if (typeof yes === 'number')
      addFilter(
        reader,
        { kind: 'compare', of, comparison: not === null ? '=' : '<>', value: yes },
        item,
        not,
      );
    else addFilter(reader, { kind: 'in', of, values: [yes], not: not !== null, or: false }, item, not);
  }
}

/** "discontinued" of a column discontinued_on that is empty until it happens. */
const isDeed = ({ items, scope }: Reader, item: Item, { table, column }: ColumnRef): boolean =>
  items.isUnused(item) &&
  isTime(column) &&
  column.nullShare > 0 &&
  table === scope.base &&
  textOf(item).toLowerCase() !== column.name.toLowerCase() &&
  column.name.toLowerCase().startsWith(`${textOf(item).toLowerCase()}_`);

function readDeed(reader: Reader, item: Item, of: ColumnRef): void {
  const beside = reader.items.next(item, -1);
  const not = isWord(beside, 'not', 'never') ? beside : null;
  addFilter(reader, { kind: 'missing', of, not: not === null }, item, not);
}
