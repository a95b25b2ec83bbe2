import type { Catalog, Column } from '../../plan/catalog.ts';

/**
 * Takes hidden names out of texts that people or a warehouse wrote: error messages, notes, descriptions. A name that something
 * visible has as well stays: it tells nothing.
 */
export function createScrub(hidden: readonly string[], visible: readonly string[]): (text: string) => string {
  const shown = new Set(visible.map((name) => name.toLowerCase()));
  const names = hidden.filter((name) => name.trim() !== '' && !shown.has(name.toLowerCase()));
  if (names.length === 0) return (text) => text;
  const longestFirst = names.toSorted((a, b) => b.length - a.length).map(escape);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}_])`, 'giu');
  return (text) => text.normalize('NFC').replace(pattern, '…');
}

const escape = (text: string): string =>
  text.normalize('NFC').replace(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`);

/** The words about the tables; names and cells are not touched. */
export function scrubCatalog<T extends Pick<Catalog, 'tables' | 'examples' | 'notes' | 'problems'>>(
  catalog: T,
  scrub: (text: string) => string,
): T {
  return {
    ...catalog,
    tables: catalog.tables.map((table) => ({
      ...table,
      ...scrubWords(table, scrub),
      columns: table.columns.map((column) => ({ ...column, ...scrubWords(column, scrub) })),
    })),
    ...(catalog.examples === undefined
      ? {}
      : { examples: catalog.examples.map(({ question, sql }) => ({ question: scrub(question), sql })) }),
    ...(catalog.notes === undefined
      ? {}
      : { notes: catalog.notes.map(({ source, text }) => ({ source: scrub(source), text: scrub(text) })) }),
    problems: catalog.problems.map((problem) => ({ ...problem, text: scrub(problem.text) })),
  };
}

const scrubWords = (
  { comment, description, synonyms }: Pick<Column, 'comment' | 'description' | 'synonyms'>,
  scrub: (text: string) => string,
) => ({
  comment: comment === null ? null : scrub(comment),
  ...(description === undefined ? {} : { description: scrub(description) }),
  ...(synonyms === undefined ? {} : { synonyms: synonyms.map(scrub) }),
});
