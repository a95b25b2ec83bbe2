import type { Table } from '../../../../shared/plan/catalog.ts';
import type { Period } from './calendar.ts';
import type { ColumnRef, ValueRef } from './names.ts';
import type { Token } from './scan.ts';
import type { Word } from './words.ts';

/**
 * What a prompt says, filler left out. Whoever reads an item says what it became a part of: a filter, a group, the
 * order. An item counts as used only if that part stands in what is made of the prompt, so nothing that was read and
 * then dropped on the way can pass for understood.
 */
export interface Items {
  readonly list: readonly Item[];
  /** With the filler. */
  readonly tokens: readonly Token[];
  /** Unused items of that word. */
  words(...words: Word[]): Item[];
  has(...words: Word[]): boolean;
  /** The nearest unused item in that direction, none if a used one or the end is in between. */
  next(item: Item | null, step: Step): Item | null;
  /** Used for something that needs no proof, such as the verb of a training. */
  use(...items: Item[]): void;
  useAs(part: object, ...items: (Item | null)[]): void;
  isUnused(item: Item | null): item is Item;
  unused(): Item[];
  /** What a used item became a part of. */
  partOf(item: Item | null | undefined): object | null;
  /** The prompt says that people are meant, in a word that names none of the data ("購入した人"). */
  readonly saysPeople: boolean;
  /** Used items whose part is not among these, and unused ones. */
  leftOver(parts: ReadonlySet<object>): Item[];
}

export type Step = 1 | -1;
export const opposite = (step: Step): Step => (step === 1 ? -1 : 1);

export interface Item {
  readonly at: number;
  readonly token: Token;
  /** The filler since the item before: mostly silent, but "are in" says more than "in". */
  readonly lead: string;
}

const plain: object = {};

export function toItems(tokens: readonly Token[]): Items {
  const list: Item[] = [];
  let lead: string[] = [];
  tokens.forEach((token, at) => {
    if (token.kind === 'word' && (token.word === 'filler' || token.word === 'people')) {
      if (isEither(tokens, at)) list.push({ at: list.length, token: { ...token, word: 'or' }, lead: '' });
      else lead.push(token.text.toLowerCase());
      return;
    }
    list.push({ at: list.length, token, lead: lead.join(' ') });
    lead = [];
  });
  const used = new Map<Item, object>();
  const isUnused = (item: Item | null): item is Item => item !== null && !used.has(item);
  const unused = () => list.filter((item) => !used.has(item));
  return {
    list,
    tokens,
    words: (...words) => list.filter((item) => !used.has(item) && isWord(item, ...words)),
    has: (...words) => list.some((item) => !used.has(item) && isWord(item, ...words)),
    next: (item, step) => {
      const found = item === null ? null : (list[item.at + step] ?? null);
      return isUnused(found) ? found : null;
    },
    use: (...items) => {
      for (const item of items) used.set(item, plain);
    },
    useAs: (part, ...items) => {
      for (const item of items) if (item !== null) used.set(item, part);
    },
    isUnused,
    unused,
    partOf: (item) => (item == null ? null : (used.get(item) ?? null)),
    saysPeople: tokens.some((token, at) => isPeople(token, tokens[at - 1])),
    leftOver: (parts) =>
      list.filter((item) => {
        const part = used.get(item);
        return part === undefined || (part !== plain && !parts.has(part));
      }),
  };
}

/** "した人", "していない人"; "3人" is a number of whatever is counted. */
const isPeople = (token: Token, before: Token | undefined): boolean =>
  token.kind === 'word' && (token.word === 'people' || (token.text === '人' && before?.kind !== 'number'));

/** "数学か英語": between two values the particle is an "or". */
function isEither(tokens: readonly Token[], at: number): boolean {
  const isValue = (token: Token | undefined) => token?.kind === 'name' && token.meaning.values.length > 0;
  return tokens[at]?.text === 'か' && isValue(tokens[at - 1]) && isValue(tokens[at + 1]);
}

export const isWord = (item: Item | null | undefined, ...words: Word[]): boolean =>
  item?.token.kind === 'word' && words.includes(item.token.word);

/** "各クラス": unlike the other words of grouping, it stands before what is grouped. */
export const isEach = (item: Item | null | undefined): boolean =>
  isWord(item, 'by') && item?.token.text === '各';

/** "visits *were* in 2024" says something of them, "visits in 2024" does not. */
export const isStated = ({ lead }: Item): boolean => /\b(?:is|are|was|were)\b/.test(lead);

export const textOf = (item: Item | null): string => item?.token.text ?? '';
export const tablesOf = (item: Item | null | undefined): Table[] =>
  item?.token.kind === 'name' ? item.token.meaning.tables : [];
export const columnsOf = (item: Item | null | undefined): ColumnRef[] =>
  item?.token.kind === 'name' ? item.token.meaning.columns : [];
export const valuesOf = (item: Item | null | undefined): ValueRef[] =>
  item?.token.kind === 'name' ? item.token.meaning.values : [];
export const numberOf = (item: Item | null | undefined): number | null =>
  item?.token.kind === 'number' ? item.token.value : null;

/** A calendar stretch; a bare number only where it can be a year. */
export function periodOf(item: Item | null | undefined): Period | null {
  if (item?.token.kind === 'period') return item.token;
  const year = numberOf(item);
  if (year === null || !Number.isInteger(year) || year < 1900 || year > 2100) return null;
  return textOf(item ?? null).length === 4
    ? { from: `${year}-01-01`, before: `${year + 1}-01-01`, years: [year] }
    : null;
}

/** Names a table and nothing else that could be meant. */
export const isTable = (item: Item | null | undefined): item is Item => tablesOf(item).length > 0;

/** Names columns and no table. */
export const isColumn = (item: Item | null | undefined): item is Item =>
  columnsOf(item).length > 0 && tablesOf(item).length === 0;

/** The tables that a prompt names, in its order. */
export const namedTables = (items: Items): Table[] => [
  ...new Set(items.list.flatMap((item) => tablesOf(item).slice(0, 1))),
];

/** A number that can say how many rows are wanted. */
export const rowCountOf = (item: Item | null | undefined): number | null => {
  const value = numberOf(item);
  return value !== null && Number.isInteger(value) && value > 0 && value <= 1_000 ? value : null;
};
