import { oneLine } from '../catalog/text.ts';
import type { Catalog } from '../plan/catalog.ts';
import type { Plan } from '../plan/plan.ts';
import type { ResultTable } from '../plan/result.ts';
import { toLines } from './rows.ts';
import type { ModelSees } from './settings.ts';

const shownRows = 20;
const longestName = 100;

/** A name of a result as a model may read it: on its line, and short. */
export const resultName = (name: string): string => oneLine(name, longestName);

/** A table of results: its columns, `…` where a name is withheld; the number of its rows; some of them. */
export function describeTable(
  { name, columns, rows, rowCount }: Omit<ResultTable, 'artifact'>,
  isKnown: (name: string) => boolean,
  sees: ModelSees,
): string {
  const names = columns.map((column) => (isKnown(column.name) ? resultName(column.name) : '…'));
  const count = sees === 'schema' ? '' : `, ${rowCount} rows`;
  const shown = sees === 'results' ? `\n${toLines(names, rows, shownRows)}` : '';
  return `Table ${resultName(name)}: ${names.join(', ')}${count}${shown}`;
}

/**
 * Which names of results a model may be told: any where it sees results, else those that stand in what was written before
 * any data was read. A program can make names of data, a column per customer, say.
 */
export function knownNames(sees: ModelSees, plan: Plan | null, catalog: Catalog): (name: string) => boolean {
  if (sees === 'results') return () => true;
  const written = [...(plan?.queries ?? []).map(({ name, sql }) => `${name} ${sql}`), plan?.program ?? ''];
  const names = catalog.tables.flatMap((table) => [
    table.name,
    ...table.columns.map((column) => column.name),
  ]);
  return (name) => names.includes(name) || written.some((text) => text.includes(name));
}
