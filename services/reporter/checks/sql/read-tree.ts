import type { Catalog } from '../../../../shared/plan/catalog.ts';
import { Refused } from '../../../../shared/sql/refused.ts';
import { parseSelect, type Query } from '../../../../shared/sql/tree.ts';

/** Null for what the reader of trees does not know; the guard of a later version may let more pass. */
export async function readTree(sql: string, { dialect }: Pick<Catalog, 'dialect'>): Promise<Query | null> {
  try {
    return await parseSelect(sql, dialect);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}
