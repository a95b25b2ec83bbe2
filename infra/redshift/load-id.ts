import { z } from 'zod';
import type { ObjectStore } from '../../shared/ports/object-store.ts';

/** Written last by whoever loads the tables. */
export const loadKey = 'data/load.json';
export const loadSchema = z.object({ loadId: z.string().min(1) });

/** Names the load that the tables are of; null where nobody says. */
export async function readLoadId(store: Pick<ObjectStore, 'get'>): Promise<string | null> {
  const stored = await store.get(loadKey);
  return stored === null ? null : loadSchema.parse(JSON.parse(new TextDecoder().decode(stored.body))).loadId;
}
