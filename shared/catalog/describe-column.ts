import type { ModelSees } from '../model/settings.ts';
import type { Column, Link, Table } from '../plan/catalog.ts';
import { isKey } from './links.ts';
import { oneLine, quoteName, quoteValue, quoteWords } from './text.ts';

/** Of all values of a column together. */
const longestValues = 600;

/** One column, on one line: `"price" DOUBLE; 0.5 % empty; 812 distinct; 0.99 to 1999; 'in yen'` */
export function describeColumn(
  table: Table,
  column: Column,
  sees: ModelSees,
  link: Link | undefined,
): string {
  const facts = [
    `${quoteName(column.name)} ${oneLine(column.type, 60)}`,
    ...(isKey(table, column) ? ['unique'] : []),
    ...(link === undefined ? [] : [`refers to ${quoteName(link.toTable)}.${quoteName(link.toColumn)}`]),
    ...(sees === 'schema' ? [] : statisticsOf(table, column, sees)),
    ...aboutOf(column),
  ];
  return facts.join('; ');
}

/** What people say about a table or a column. */
export function aboutOf(one: Pick<Column, 'comment' | 'description' | 'synonyms'>): string[] {
  const words = [one.description, one.comment].flatMap((text) => (text == null ? [] : [quoteWords(text)]));
  const synonyms = one.synonyms ?? [];
  return synonyms.length === 0 ? words : [...words, `also called ${synonyms.map(quoteWords).join(', ')}`];
}

function statisticsOf(table: Table, column: Column, sees: ModelSees): string[] {
  if (table.rowCount === 0) return [];
  if (column.nullShare === 1) return ['empty'];
  const empty = column.nullShare === 0 ? [] : [`${percent(column.nullShare)} empty`];
  if (column.kind === 'other') return empty;
  if (column.values !== null) return [...empty, `values ${listValues(column)}`];
  return [...empty, `${column.distinctCount} distinct`, ...rangeOf(column, sees)];
}

/** The smallest and the largest text are cells, and may be anybody's name: only who may see rows sees them. */
function rangeOf(column: Column, sees: ModelSees): string[] {
  if (column.min === null || column.max === null) return [];
  if (column.kind === 'text')
    return sees === 'results' ? [`from ${quoteValue(column.min)} to ${quoteValue(column.max)}`] : [];
  return [`${oneLine(column.min, 40)} to ${oneLine(column.max, 40)}`];
}

function listValues({ values, kind }: Column): string {
  const shown: string[] = [];
  let characters = 0;
  for (const value of values ?? []) {
    const text = kind === 'number' || kind === 'boolean' ? oneLine(value, 40) : quoteValue(value);
    characters += text.length;
    if (characters > longestValues) return [...shown, '…'].join(', ');
    shown.push(text);
  }
  return shown.join(', ');
}

const percent = (share: number): string =>
  share < 0.001 ? '< 0.1 %' : `${Number((share * 100).toFixed(1))} %`;
