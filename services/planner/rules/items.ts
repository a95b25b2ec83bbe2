import type { Catalog, Table } from '../../../shared/plan/catalog.ts';
import type { ColumnRef, ValueRef } from './names.ts';
import type { Token } from './scan.ts';
import type { Word } from './words.ts';

/** What a prompt says, filler left out. Whoever makes use of an item marks it; nothing may be left over. */
export interface Items {
  readonly list: readonly Item[];
  /** Unused items of that word. */
  words(...words: Word[]): Item[];
  has(...words: Word[]): boolean;
  /** The nearest unused item in that direction, none if a used one or the end is in between. */
  next(item: Item, step: 1 | -1): Item | null;
  use(...items: Item[]): void;
  unused(): Item[];
}

export interface Item {
  readonly at: number;
  readonly token: Token;
}

export function toItems(tokens: Token[]): Items {
  const list = tokens
    .filter((token) => !(token.kind === 'word' && token.word === 'filler'))
    .map((token, at): Item => ({ at, token }));
  const used = new Set<Item>();
  const free = (item: Item | undefined): Item | null => (item === undefined || used.has(item) ? null : item);
  return {
    list,
    words: (...words) => list.filter((item) => !used.has(item) && isWord(item, ...words)),
    has: (...words) => list.some((item) => !used.has(item) && isWord(item, ...words)),
    next: (item, step) => free(list[item.at + step]),
    use: (...items) => {
      for (const item of items) used.add(item);
    },
    unused: () => list.filter((item) => !used.has(item)),
  };
}

export const isWord = (item: Item | null, ...words: Word[]): boolean =>
  item?.token.kind === 'word' && words.includes(item.token.word);

export const tablesOf = (item: Item | null): Table[] =>
  item?.token.kind === 'name' ? item.token.meaning.tables : [];
export const columnsOf = (item: Item | null): ColumnRef[] =>
  item?.token.kind === 'name' ? item.token.meaning.columns : [];
export const valuesOf = (item: Item | null): ValueRef[] =>
  item?.token.kind === 'name' ? item.token.meaning.values : [];
export const numberOf = (item: Item | null): number | null =>
  item?.token.kind === 'number' ? item.token.value : null;

/** The tables that a prompt names, in its order. */
export const namedTables = (items: Items): Table[] => [
  ...new Set(items.list.flatMap((item) => tablesOf(item).slice(0, 1))),
];

/** Of columns with one name, the one in a table that the prompt names; else the first of the catalog. */
export function choose<T extends ColumnRef>(candidates: T[], named: Table[], catalog: Catalog): T | null {
  const order = [...named, ...catalog.tables];
  return candidates.toSorted((a, b) => order.indexOf(a.table) - order.indexOf(b.table))[0] ?? null;
}

/** The first column of time in a table that the prompt names, or in any. */
export function timeColumn(catalog: Catalog, named: Table[]): ColumnRef | null {
  for (const table of [...named, ...catalog.tables]) {
    const column = table.columns.find((one) => one.kind === 'time' || one.kind === 'date');
    if (column !== undefined) return { table, column };
  }
  return null;
}
