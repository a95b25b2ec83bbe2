import type { Catalog, Column, Table } from '../../../../shared/plan/catalog.ts';
import { isBirth, isTime } from '../columns.ts';

export interface ColumnRef {
  table: Table;
  column: Column;
}

export interface ValueRef extends ColumnRef {
  value: string;
}

/** What a piece of a prompt may name. */
export interface Meaning {
  tables: Table[];
  columns: ColumnRef[];
  values: ValueRef[];
}

export interface NamePattern {
  pattern: RegExp;
  meaning: Meaning;
  /** The name as the schema has it. */
  name: string;
  /** False for a synonym or another form of the word: worth telling as an assumption. */
  exact: (text: string) => boolean;
}

/** Lower case without what people write in different ways: width, blanks, hyphens, underscores. */
export const squeeze = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/gu, '');

/** Singular of an English word, as far as rules go. */
export const singular = (word: string): string =>
  word.endsWith('ies') && word.length > 4
    ? `${word.slice(0, -3)}y`
    : /(?:s|x|ch|sh)es$/.test(word)
      ? word.slice(0, -2)
      : word.endsWith('s') && !word.endsWith('ss') && word.length > 3
        ? word.slice(0, -1)
        : word;

/** Every table, column and listed value of the catalog, by the forms in which a prompt may name it. */
export function namePatterns(
  catalog: Catalog,
  synonyms: Readonly<Record<string, readonly string[]>>,
): NamePattern[] {
  const meanings = new Map<string, Meaning & { name: string }>();
  const at = (written: string, name = written): Meaning => {
    const key = singular(squeeze(written));
    const known = meanings.get(key) ?? { name, tables: [], columns: [], values: [] };
    meanings.set(key, known);
    return known;
  };
  for (const table of catalog.tables) {
    at(table.name).tables.push(table);
    for (const column of table.columns) {
      at(column.name).columns.push({ table, column });
      if (column.kind !== 'text' && column.kind !== 'boolean') continue;
      for (const value of column.values ?? [])
        if (squeeze(value) !== '') at(value).values.push({ table, column, value });
    }
  }
  // The owner's other names for things, where the schema has no thing of that name.
  const schema = new Set(meanings.keys());
  for (const table of catalog.tables) {
    for (const name of othersOf(table, schema)) at(name, table.name).tables.push(table);
    for (const column of table.columns) {
      for (const name of othersOf(column, schema)) at(name, column.name).columns.push({ table, column });
      if (isTime(column) && column.name.includes('_') && !isBirth(column))
        nameByVerb({ table, column }, meanings);
    }
  }
  // "items" are what the column itemid tells apart.
  for (const [key, { name, columns }] of Array.from(meanings)) {
    const thing = singular(key.replace(/id$/, ''));
    if (!key.endsWith('id') || thing.length < 3 || meanings.has(thing) || columns.length === 0) continue;
    meanings.set(thing, { name, tables: [], columns: [...columns], values: [] });
  }
  return [...meanings].flatMap(([key, { name, ...meaning }]) => {
    const others = synonyms[key] ?? [];
    return [
      toPattern(key, name, meaning),
      ...others.map((other) => toPattern(singular(squeeze(other)), name, meaning)),
    ];
  });
}

const othersOf = ({ synonyms = [] }: Table | Column, schema: ReadonlySet<string>): string[] =>
  [...new Map(synonyms.map((one) => [singular(squeeze(one)), one])).values()].filter(
    (one) => !schema.has(singular(squeeze(one))),
  );

/** "hired" is what hired_on is the day of. */
function nameByVerb(of: ColumnRef, meanings: Map<string, Meaning & { name: string }>): void {
  const { name } = of.column;
  const verb = squeeze(name.replace(/_(?:on|at|date|day|time)$/i, ''));
  if (!/(?:ed|left|sold|sent|paid)$/.test(verb) || squeeze(name) === verb) return;
  const known = meanings.get(verb) ?? { name, tables: [], columns: [], values: [] };
  if (known.tables.length === 0 && known.values.length === 0)
    meanings.set(verb, { ...known, columns: [...known.columns, of] });
}

/** Where names differ only in case, blanks or marks ("a b", "ab"), the one that is spelt exactly so. */
export function spelled(meaning: Meaning, text: string): Meaning {
  const columns = meaning.columns.filter(({ column }) => column.name === text);
  const values = meaning.values.filter(({ value }) => value === text);
  return {
    tables: meaning.tables,
    columns: columns.length > 0 ? columns : meaning.columns,
    values: values.length > 0 ? values : meaning.values,
  };
}

/** "Sales" within a sentence is the department of that name, "sales" the table. */
export function exactKind(meaning: Meaning, text: string): Meaning {
  const none: Meaning = { tables: [], columns: [], values: [] };
  const tables = meaning.tables.filter(({ name }) => name === text);
  const columns = meaning.columns.filter(({ column }) => column.name === text);
  const values = meaning.values.filter(({ value }) => value === text);
  if (tables.length + columns.length > 0 || values.length === 0 || text === text.toLowerCase())
    return meaning;
  return { ...none, values };
}

function toPattern(key: string, name: string, meaning: Meaning): NamePattern {
  const letters = Array.from(key).map((letter) => letter.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`));
  // "interaction type" and "interaction_type" are interactiontype; "users" is user.
  const plural = key.endsWith('y')
    ? `${letters.slice(0, -1).join('[ _-]?')}(?:y|ies)`
    : `${letters.join('[ _-]?')}(?:e?s)?`;
  const isLatin = /[a-z0-9]$/.test(key);
  // Who "clicked" has a click; a table is no verb.
  const isDeed = meaning.values.length > 0 && meaning.tables.length === 0 && /^[a-z]{4,}$/.test(key);
  const forms = isDeed ? `(?:${plural}|${letters.join('')}(?:e?d|ing))` : plural;
  const body = isLatin ? `${forms}(?![a-z0-9_])` : letters.join('');
  const meant = new Set(
    [
      ...meaning.tables.map((one) => one.name),
      ...meaning.columns.map((one) => one.column.name),
      ...meaning.values.map((one) => one.value),
    ].map((one) => one.normalize('NFKC').toLowerCase()),
  );
  return {
    pattern: new RegExp(`${/^[a-z0-9]/.test(key) ? '(?<![a-z0-9_])' : ''}${body}`, 'iuy'),
    meaning,
    name,
    exact: (text) => meant.has(text.toLowerCase()),
  };
}
