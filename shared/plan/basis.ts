import type { Expression, ObjectName, Query as Tree } from '../sql/syntax.ts';
import { expressionText, parseSelect } from '../sql/tree.ts';
import type { Catalog } from './catalog.ts';
import type { Language, Plan, Query } from './plan.ts';

const longestFilter = 200;
const filterLimit = 6;

/**
 * What an answer rests on, in the prompt's language, as code reads it from the SQL that runs: tables, filters, and the
 * domain notes that its planner was given. A model's own assumptions stand before it.
 */
export async function basisOf(
  queries: readonly Query[],
  {
    catalog,
    language,
    noteSources,
  }: { catalog: Catalog; language: Language; noteSources: readonly string[] },
): Promise<string[]> {
  const trees = await Promise.all(queries.map(({ sql }) => parseSelect(sql, catalog.dialect)));
  const tables = tablesIn(trees, catalog);
  const filters = [...new Set(trees.flatMap(filtersIn))];
  const say = words[language];
  return [
    ...(tables.length === 0 ? [] : [say.tables(tables.map(code))]),
    ...(filters.length === 0 ? [] : [say.filters(filters.slice(0, filterLimit).map(code))]),
    ...(noteSources.length === 0 ? [] : [say.notes(noteSources.map(code))]),
  ];
}

/** The assumptions of a plan whose queries became others: what code read from the old ones is no longer so. */
export async function renewBasis(
  { assumptions, language, queries: old }: Plan,
  queries: readonly Query[],
  catalog: Catalog,
): Promise<string[]> {
  const read = { catalog, language, noteSources: [] };
  const [before, after] = await Promise.all([basisOf(old, read), basisOf(queries, read)]);
  return [...assumptions.filter((line) => !before.includes(line)), ...after];
}

function tablesIn(trees: readonly Tree[], catalog: Catalog): string[] {
  const names = nodesOf<{ name: ObjectName }>(trees, 'Table').map(({ name }) =>
    name.at(-1)?.Identifier.value.toLowerCase(),
  );
  return catalog.tables.map(({ name }) => name).filter((name) => names.includes(name.toLowerCase()));
}

const filtersIn = (tree: Tree): string[] =>
  ['selection', 'having'].flatMap((clause) =>
    nodesOf<Expression | null | undefined>(tree, clause).flatMap((filter) =>
      filter == null ? [] : [expressionText(filter)],
    ),
  );

/** What stands under that key anywhere in a tree, which nobody wrote but the parser. */
function nodesOf<T>(root: unknown, key: string): T[] {
  const found: T[] = [];
  const left: unknown[] = [root];
  while (left.length > 0) {
    const node = left.pop();
    if (typeof node !== 'object' || node === null) continue;
    for (const [name, value] of Object.entries(node)) {
      if (name === key) found.push(value as T);
      left.push(value);
    }
  }
  return found.toReversed();
}

/** As Markdown shows it letter by letter. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const cut = line.length > longestFilter ? `${line.slice(0, longestFilter)}…` : line;
  const mark = '`'.repeat(Math.max(0, ...(cut.match(/`+/g) ?? []).map((ticks) => ticks.length)) + 1);
  return mark.length === 1 ? `${mark}${cut}${mark}` : `${mark} ${cut} ${mark}`;
}

const words: Record<Language, Record<'tables' | 'filters' | 'notes', (names: string[]) => string>> = {
  en: {
    tables: (names) => `Tables: ${names.join(', ')}`,
    filters: (filters) => `Filters: ${filters.join('; ')}`,
    notes: (sources) => `Domain notes considered: ${sources.join(', ')}`,
  },
  ja: {
    tables: (names) => `使用した表: ${names.join('、')}`,
    filters: (filters) => `条件: ${filters.join('、')}`,
    notes: (sources) => `参照したメモ: ${sources.join('、')}`,
  },
};
