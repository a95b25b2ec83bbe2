import type { Catalog, Table } from '../../../../shared/plan/catalog.ts';
import type { Language } from '../../../../shared/plan/plan.ts';
import { isBirth, isTime, yesOf } from '../columns.ts';
import {
  columnsOf,
  isTable,
  isWord,
  periodOf,
  tablesOf,
  textOf,
  valuesOf,
  type Item,
  type Items,
} from '../words/items.ts';
import type { ColumnRef } from '../words/names.ts';
import { runFrom } from './runs.ts';
import { joinKey } from '../sql/sql.ts';
import { grains } from '../words/words.ts';

/** What names mean once it is settled whose rows are measured. */
export interface Scope {
  base: Table;
  /** Of columns with one name the one nearest to the base; null if none can be reached or two are as near. */
  pick<T extends ColumnRef>(candidates: T[]): T | null;
  /** The column of time that a prompt names, else the base's first; null if it has none or two are named. */
  time(): ColumnRef | null;
}

export function scopeOf(base: Table, items: Items, catalog: Catalog): Scope {
  const reached = catalog.tables.filter((table) => table !== base && joinKey(base, table) !== null);
  // Entities may be counted through a table that has many rows of each.
  const through = catalog.tables.filter(
    (table) => table !== base && !reached.includes(table) && joinKey(table, base) !== null,
  );
  const order = [base, ...reached, ...through];
  const pick = <T extends ColumnRef>(candidates: T[]): T | null => {
    for (const table of order) {
      const [first, ...more] = candidates.filter((one) => one.table === table);
      if (first !== undefined) return more.length === 0 ? first : null;
    }
    return null;
  };
  return { base, pick, time: () => timeIn(base, items, pick, through) };
}

function timeIn(base: Table, items: Items, pick: Scope['pick'], through: Table[]): ColumnRef | null {
  const times = timesNamed(items);
  const named = times.map((item) => pick(columnsOf(item)));
  // "How many items were ordered in 2024?": orders have a day, items have quantities.
  const isPartOf = (of: ColumnRef | null, at: number) =>
    of !== null && of.table !== base && !through.includes(of.table) && isVerb(times[at] ?? null);
  if (named.some(isPartOf)) return null;
  if (named.length > 0) return named.length === 1 ? (named[0] ?? null) : null;
  // "patients in 2024" are not those born in it, unless the column is named.
  const own = base.columns.find(isTime);
  if (own !== undefined && isBirth(own)) return null;
  const others = items.list
    .filter(isTable)
    .flatMap((item) => tablesOf(item).slice(0, 1))
    .filter((table) => table !== base && table.columns.some(isTime));
  // "patients readmitted in 2025" and "customers in sales in 2025": when they bought, or when they came?
  const isElsewhere = (item: Item) => {
    const of = pick([...columnsOf(item), ...valuesOf(item)]);
    return of !== null && through.includes(of.table) && of.table.columns.some(isTime);
  };
  if (own !== undefined && items.list.some(isElsewhere)) return null;
  if (own !== undefined)
    return others.some((table) => joinKey(base, table) === null) ? null : { table: base, column: own };
  // "users who have interactions in 2025", "users who clicked in 2025": the table is named, or what it alone holds.
  const held = items.list.flatMap((item) => {
    const of = pick([...columnsOf(item), ...valuesOf(item)]);
    return of !== null && !isTable(item) && through.includes(of.table) ? [of.table] : [];
  });
  const [other = held[0]] = others;
  const column = other?.columns.find(isTime);
  return other === undefined || column === undefined ? null : pick([{ table: other, column }]);
}

/** The items that name a column of time and nothing else. */
export const timesNamed = (items: Items): Item[] =>
  items.list.filter((item) => {
    const columns = columnsOf(item);
    return columns.length > 0 && columns.every(({ column }) => isTime(column));
  });

/**
 * The tables whose rows the prompt may be about, most likely first. Whoever counts says what is counted; else a table
 * is the likelier the more of what the prompt names it holds, itself or through a key.
 */
export function likelyBases(items: Items, catalog: Catalog, language: Language): Table[] {
  const counted = countedTable(items, language);
  if (counted !== null) return [counted];
  const scored = catalog.tables
    .map((table) => ({ table, score: scoreOf(table, items, catalog) }))
    .filter(({ score }) => score > 0);
  // "per month" names nothing: only where one table has a time is it clear whose.
  if (scored.length > 1 && !items.list.some(({ token }) => token.kind === 'name')) return [];
  return scored.toSorted((a, b) => b.score - a.score).map(({ table }) => table);
}

/** "how many *interactions* per user", "ユーザーごとの*インタラクション*数", "how many *women* have purchase 1" */
function countedTable(items: Items, language: Language): Table | null {
  const forward = language === 'en' ? 1 : -1;
  const [count] = language === 'en' ? items.words('count') : items.words('count').slice(-1);
  if (count === undefined) return null;
  const head = headOf(items, count, forward);
  if (head !== null) return head;
  const free = items.list.filter(
    (item) =>
      isTable(item) &&
      !isWord(items.list[item.at - forward], 'by') &&
      !isWord(items.list[item.at - forward], 'and'),
  );
  const beyond = free.filter((item) => (item.at - count.at) * forward > 0);
  const [nearest] = language === 'en' ? beyond : beyond.slice(-1);
  return tablesOf(nearest ?? (free.length === 1 ? free[0] : null))[0] ?? null;
}

/** The table of the value or the yes that is counted: the last of a row of them in English, the nearest in Japanese. */
function headOf(items: Items, count: Item, forward: 1 | -1): Table | null {
  // "東京の件数" counts rows, wherever Tokyo is written; "女性の数" counts women.
  if (forward === -1 && textOf(count).includes('件')) return null;
  const isThing = (item: Item) =>
    !isTable(item) &&
    !isVerb(item) &&
    (columnsOf(item).some(({ column }) => yesOf(column) !== null) ||
      (columnsOf(item).length === 0 && valuesOf(item).length > 0));
  const run = runFrom(items, items.next(count, forward), forward, isThing).members;
  const head = forward === 1 ? run.at(-1) : run[0];
  if (head === undefined || (forward === 1 && isTable(items.next(head, 1)))) return null;
  const tables = new Set([...columnsOf(head), ...valuesOf(head)].map(({ table }) => table));
  const [only, ...more] = tables;
  return more.length === 0 ? (only ?? null) : null;
}

/** "How many women *clicked*": what they did, not what is counted. */
const isVerb = (item: Item | null): boolean =>
  /[a-z](?:ed|ing)$/.test(textOf(item)) && !valuesOf(item).some(({ value }) => value === textOf(item));

function scoreOf(table: Table, items: Items, catalog: Catalog): number {
  const reached = catalog.tables.filter((other) => other !== table && joinKey(table, other) !== null);
  const hasTime = table.columns.some(isTime);
  let score = 0;
  for (const item of items.list) {
    const held = [...columnsOf(item), ...valuesOf(item)].map((one) => one.table);
    if (tablesOf(item).includes(table)) score += 2;
    if (held.includes(table)) score += 1;
    else if (reached.some((other) => held.includes(other))) score += 0.5;
    else if (hasTime && (isWord(item, ...grains) || periodOf(item) !== null)) score += 1;
    else if (saysAge(item) && ageColumn(table) !== null) score += 1;
  }
  return score;
}

/** "older than 30", "30歳以上", "20代": only one column can be meant, if there is one. */
export const saysAge = (item: Item | null): boolean =>
  item?.token.kind === 'ages' ||
  isWord(item, 'ageWord') ||
  (item?.token.kind === 'word' && /older|younger|歳|才/.test(item.token.text));

export const ageColumn = (table: Table): ColumnRef | null => {
  const column = table.columns.find((one) => one.kind === 'number' && /^(?:age|年齢)$/i.test(one.name));
  return column === undefined ? null : { table, column };
};
