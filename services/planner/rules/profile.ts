import type { Intent } from './intent.ts';
import { namedTables, tablesOf } from './words/items.ts';
import { profileProgram } from './program-files.ts';
import { identifier } from './sql/sql.ts';

/** What is in a table: each column's type, missing values, range and distribution. */
export const profile: Intent = ({ items, catalog, language, assumptions }) => {
  if (!items.has('profile')) return null;
  const table = namedTables(items)[0] ?? (catalog.tables.length === 1 ? catalog.tables[0] : undefined);
  if (table === undefined) return null;
  items.use(...items.words('profile', 'list', 'and', 'row'));
  for (const item of items.unused()) if (tablesOf(item).includes(table)) items.use(item);
  if (items.unused().length > 0) return null;
  return {
    kind: 'program',
    title: language === 'ja' ? `${table.name}の概要` : `Profile of ${table.name}`,
    language,
    understood:
      language === 'ja' ? `${table.name}の各列を要約します。` : `Describe every column of ${table.name}.`,
    queries: [{ name: 'data', sql: `SELECT * FROM ${identifier(table.name)}` }],
    program: profileProgram(),
    parameters: { language, dataset: 'data', table: table.name },
    parentArtifacts: [],
    fallbacks: [],
    answer: null,
    chart: null,
    assumptions,
  };
};
