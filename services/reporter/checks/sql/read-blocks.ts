import type { Catalog } from '../../../../shared/plan/catalog.ts';
import { Refused } from '../../../../shared/sql/refused.ts';
import { parseSelect } from '../../../../shared/sql/tree.ts';
import type { Block } from './block.ts';
import { blocksOf } from './blocks.ts';

/** Null for a statement that cannot be read: a mistake of ours, since the guard has let it pass. */
export async function readBlocks(sql: string, catalog: Catalog): Promise<Block[] | null> {
  try {
    return blocksOf(await parseSelect(sql, catalog.dialect), catalog);
  } catch (error) {
    if (error instanceof Refused || isOurMistake(error)) return null;
    throw error;
  }
}

/** No check may take an answer away: what goes wrong in one is told beside it. */
export const isOurMistake = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError;
