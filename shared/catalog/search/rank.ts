import type { Catalog, Column, Link, Table } from '../../plan/catalog.ts';
import { copiesAmong } from './copies.ts';
import { createSearch, type Hit } from './index.ts';
import { joinedWordsOf, meaningsOf, wordsOf } from './words.ts';

/** What a hit is worth by where it is. */
const boosts = { name: 4, about: 3, columns: 1.5, aboutColumns: 1.5, values: 1 };

/** Tables whose neighbours come along, so that they can be joined. */
const leadingTables = 8;
/** Of these, the ones whose facts come along too. */
const measuredTables = 3;

export interface CatalogSearch {
  /** Tables by how much they have to do with the question, those that it takes to join them included; others are left out. */
  rank(question: string): Table[];
}

/** @param links the foreign keys of the catalog */
export function createCatalogSearch(catalog: Catalog, links: readonly Link[]): CatalogSearch {
  const tables = new Map(catalog.tables.map((table) => [table.name, table]));
  const search = createSearch(catalog.tables.map(toSearchable), boosts);
  const searchExamples = createSearch(
    (catalog.examples ?? []).map(({ question }, i) => ({ id: String(i), fields: { name: question } })),
    { name: 1 },
  );
  const neighbours = neighboursOf(links);
  const copies = copiesAmong([...tables.keys()]);

  /** The tables of verified examples that ask for something like it: somebody knows that they answer it. */
  function verifiedTables(question: string): string[] {
    const [best] = searchExamples(question);
    const sql = best === undefined ? undefined : catalog.examples?.[Number(best.id)]?.sql.toLowerCase();
    return sql === undefined
      ? []
      : [...tables.keys()].filter((name) => new RegExp(`(?<![\\w])${escape(name)}(?![\\w])`, 'i').test(sql));
  }

  /**
   * A table and its copies have the same words: five copies of one would leave no room for others. They stand aside, unless the
   * question says what makes them copies: "history".
   */
  function apart(question: string, hits: readonly Hit[]): { originals: string[]; aside: string[] } {
    const asked = new Set(withMeanings(wordsOf(question)));
    const isAside = ({ id }: Hit): boolean => {
      const original = copies.get(id);
      if (original === undefined) return false;
      const known = new Set(wordsOf(original));
      const own = withMeanings(wordsOf(id).filter((word) => !known.has(word)));
      return !own.some((word) => asked.has(word));
    };
    const sides = Map.groupBy(hits, isAside);
    const names = (side: boolean): string[] => (sides.get(side) ?? []).map(({ id }) => id);
    return { originals: names(false), aside: names(true) };
  }

  /** What happened to the things that are asked about, which may have none of the question's words: the largest first. */
  const factsOf = (names: readonly string[]): string[] =>
    names
      .flatMap((name) => neighbours.from.get(name) ?? [])
      .filter((name) => !copies.has(name))
      .toSorted((a, b) => (tables.get(b)?.rowCount ?? 0) - (tables.get(a)?.rowCount ?? 0))
      .slice(0, leadingTables);

  return {
    rank(question) {
      const { originals: hits, aside } = apart(question, search(question));
      const leading = [...new Set([...hits.slice(0, 2), ...verifiedTables(question), ...hits])].slice(
        0,
        leadingTables,
      );
      const between = bridgesOf(leading, neighbours);
      const around = leading.flatMap((name) => neighbours.to.get(name) ?? []);
      const among = new Set(leading);
      const facts = factsOf(leading.slice(0, measuredTables));
      const theirCopies = aside.filter((name) => among.has(copies.get(name) ?? ''));
      const order = new Set([...leading, ...between, ...around, ...facts, ...theirCopies, ...hits, ...aside]);
      return [...order].flatMap((name) => tables.get(name) ?? []);
    },
  };
}

const escape = (text: string): string => text.toLowerCase().replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

const toSearchable = (table: Table) => ({
  id: table.name,
  fields: {
    name: table.name,
    about: wordsAbout(table),
    columns: table.columns.map((column) => column.name).join(' | '),
    aboutColumns: table.columns.map(wordsAbout).join(' | '),
    values: table.columns
      .filter(({ kind }) => kind === 'text')
      .flatMap(({ values }) => values ?? [])
      .join(' | '),
  },
});

const wordsAbout = (one: Pick<Column, 'comment' | 'description' | 'synonyms'>): string =>
  [one.description, one.comment, ...(one.synonyms ?? [])].filter((text) => text != null).join(' | ');

interface Neighbours {
  /** Tables that a table refers to. */
  to: ReadonlyMap<string, readonly string[]>;
  /** Tables that refer to it. */
  from: ReadonlyMap<string, readonly string[]>;
}

function neighboursOf(links: readonly Link[]): Neighbours {
  const collect = (pairs: readonly (readonly [string, string])[]) => {
    const found = new Map<string, string[]>();
    for (const [one, other] of pairs) found.set(one, [...new Set([...(found.get(one) ?? []), other])]);
    return found;
  };
  return {
    to: collect(links.map(({ table, toTable }) => [table, toTable])),
    from: collect(links.map(({ table, toTable }) => [toTable, table])),
  };
}

/** Tables that refer to two of the leading ones, which have no key of each other. */
function bridgesOf(leading: readonly string[], { to }: Neighbours): string[] {
  const among = new Set(leading);
  const bridges: { name: string; joined: number }[] = [];
  for (const [name, targets] of to) {
    if (among.has(name)) continue;
    const joined = targets.filter((target) => among.has(target)).length;
    if (joined >= 2) bridges.push({ name, joined });
  }
  return bridges
    .toSorted((a, b) => b.joined - a.joined)
    .map(({ name }) => name)
    .slice(0, leadingTables);
}

/** How many of the question's words a column has, or a word of the same meaning. */
export function relevanceTo(question: string): (column: Column) => number {
  const asked = new Set(withMeanings([...wordsOf(question), ...joinedWordsOf(question)]));
  return (column) => {
    const own = [
      column.name,
      wordsAbout(column),
      ...(column.kind === 'text' ? (column.values ?? []) : []),
    ].join(' | ');
    const words = withMeanings([...wordsOf(own), ...joinedWordsOf(column.name)]);
    return new Set(words.filter((word) => asked.has(word))).size;
  };
}

const withMeanings = (words: readonly string[]): string[] =>
  words.flatMap((word) => [word, ...meaningsOf(word)]);
