import { candidateLinks } from '../../shared/catalog/links.ts';
import type { Link, Table } from '../../shared/plan/catalog.ts';
import { mapAtOnce } from './at-once.ts';

export interface LinkTrials {
  /** Whether every value of the link's column is among the key's: one pass over two columns. */
  isContained: (link: Link) => Promise<boolean>;
  mostTries: number;
  /** Tries under way at the same time. */
  atOnce: number;
}

/** The foreign keys that names and statistics speak for and the data does not contradict: no value is without its key. */
export async function findLinks(
  tables: readonly Table[],
  { isContained, mostTries, atOnce }: LinkTrials,
): Promise<Link[]> {
  const ofColumn = Map.groupBy(candidateLinks(tables).slice(0, mostTries), ({ table, column }) =>
    JSON.stringify([table, column]),
  );
  const found = await mapAtOnce([...ofColumn.values()], atOnce, async (candidates) => {
    for (const link of candidates) if (await isContained(link)) return [link];
    return [];
  });
  return found.flat();
}
