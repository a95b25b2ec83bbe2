import type { Column, Table } from '../../plan/catalog.ts';
import type { Mistake } from './mistakes.ts';
import { nameKey } from './name-key.ts';
import { nearestName } from './nearest.ts';
import type { DescribedColumn, DescribedTable, Semantics } from './parse.ts';

/** The hidden columns of a table, as the file writes them. */
export const hiddenColumns = (semantics: Semantics, table: string): DescribedColumn[] =>
  [...(semantics.tables.get(nameKey(table))?.columns.values() ?? [])].filter(({ hidden }) => hidden);

/** Every hidden name of the file. */
export const hiddenNames = (semantics: Semantics): string[] =>
  [...semantics.tables.values()].flatMap(({ columns }) =>
    [...columns.values()].filter(({ hidden }) => hidden).map(({ name }) => name),
  );

/**
 * Tables that the file describes and nobody knows. Where it hides columns of such a one, no table may be read before that is
 * mended: a misspelt name would lay open what the right one hides.
 * @param known every table, those included that could not be loaded
 */
export function strangeTables(
  semantics: Semantics,
  known: readonly string[],
): { mistakes: Mistake[]; hides: boolean } {
  const keys = new Set(known.map(nameKey));
  const strange = [...semantics.tables.values()].filter(({ name }) => !keys.has(nameKey(name)));
  const hides = ({ columns }: DescribedTable): boolean => [...columns.values()].some(({ hidden }) => hidden);
  return {
    mistakes: strange.map((table) => ({
      line: table.line,
      text: `there is no table ${table.name}${suggest(table.name, known)}${
        hides(table) ? '. As it hides columns of that table, no table is loaded until this is mended' : ''
      }`,
    })),
    hides: strange.some(hides),
  };
}

/** The table with what the file says about it and its columns. Hidden columns are not in it any more, or never were. */
export function describeBy(semantics: Semantics, table: Table): { table: Table; mistakes: Mistake[] } {
  const described = semantics.tables.get(nameKey(table.name));
  if (described === undefined) return { table, mistakes: [] };
  const names = new Set(table.columns.map(({ name }) => nameKey(name)));
  const strange = [...described.columns.values()].filter(
    ({ name, hidden }) => !hidden && !names.has(nameKey(name)),
  );
  const columns = table.columns.map((column): Column => {
    const words = described.columns.get(nameKey(column.name))?.words;
    return words === undefined ? column : { ...column, ...present(words) };
  });
  return {
    table: { ...table, ...present(described.words), columns },
    mistakes: strange.map(({ name, line }) => ({
      line,
      text: `the table ${table.name} has no column ${name}${suggest(
        name,
        table.columns.map((column) => column.name),
      )}`,
    })),
  };
}

/**
 * Takes hidden columns out of a table of a warehouse that holds them, and leaves their names to the guard. Null when one of
 * them is not there: which one is meant nobody can tell, so the table must not be read.
 */
export function hideColumns<T extends { name: string; columns: { name: string }[] }>(
  semantics: Semantics,
  table: T,
): (T & { hidden?: string[] }) | null {
  const hidden = new Set(hiddenColumns(semantics, table.name).map(({ name }) => nameKey(name)));
  if (hidden.size === 0) return table;
  const [gone, columns] = [
    table.columns.filter(({ name }) => hidden.has(nameKey(name))),
    table.columns.filter(({ name }) => !hidden.has(nameKey(name))),
  ];
  if (new Set(gone.map(({ name }) => nameKey(name))).size < hidden.size) return null;
  return { ...table, columns, hidden: gone.map(({ name }) => name) };
}

/** For whoever mends the file, of a table that is not read until then. */
export const hiddenIsMissing =
  'semantics.yaml hides a column that this table does not have: mend its name there. The table is not loaded until then, because the column that is meant may be in it';

function suggest(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest === null ? '' : `; did you mean ${nearest}?`;
}

const present = ({ description, synonyms }: DescribedColumn['words']) => ({
  ...(description == null ? {} : { description }),
  ...(synonyms == null || synonyms.length === 0 ? {} : { synonyms }),
});
