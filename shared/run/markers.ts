import type { ObjectStore } from '../ports/object-store.ts';
import { openKey, openPrefix } from './keys.ts';
import { listAll } from './list-all.ts';

/** A marker per run that is not closed, written before the run's first entry: what the sweep goes through. */
export interface OpenMarker {
  runId: string;
  at: Date;
}

/** @returns the store's time: when the run was accepted */
export const markOpen = async (store: ObjectStore, run: { id: string; principal: string }): Promise<Date> =>
  (await store.put(openKey(run.id), run.principal, { ifNoneMatch: '*' })).storeTime;

/** Whose run a marker stands for: known even when the run itself never came to be. */
export async function principalOfMarker(store: ObjectStore, runId: string): Promise<string | null> {
  const stored = await store.get(openKey(runId));
  return stored === null ? null : new TextDecoder().decode(stored.body);
}

export const unmark = (store: ObjectStore, runId: string): Promise<void> => store.delete(openKey(runId));

export async function listOpen(store: ObjectStore): Promise<{ markers: OpenMarker[]; storeTime: Date }> {
  const { objects, storeTime } = await listAll(store, openPrefix);
  const markers = objects.map((one) => ({ runId: one.key.slice(openPrefix.length), at: one.lastModified }));
  return { markers, storeTime };
}
