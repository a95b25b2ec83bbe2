import { z } from 'zod';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import { loadKey, loadSchema } from '../../redshift/load-id.ts';

/** What was loaded. Its id names the state of the data: equal ids, equal tables and words about them. */
const recordSchema = loadSchema.extend({
  tables: z.array(z.object({ schema: z.string(), name: z.string(), hash: z.string() })),
});
export type LoadRecord = z.infer<typeof recordSchema>;

/** @returns null when nothing was ever loaded, or by somebody else who said no more than an id */
export async function readLoadRecord(store: Pick<ObjectStore, 'get'>): Promise<LoadRecord | null> {
  const found = await store.get(loadKey);
  if (found === null) return null;
  return recordSchema.safeParse(JSON.parse(new TextDecoder().decode(found.body))).data ?? null;
}

export async function writeLoadRecord(store: Pick<ObjectStore, 'put'>, record: LoadRecord): Promise<void> {
  await store.put(loadKey, JSON.stringify(record), { contentType: 'application/json' });
}
