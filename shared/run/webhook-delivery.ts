import { z } from 'zod';
import type { ObjectStore } from '../ports/object-store.ts';
import {
  deliveryId,
  deliveryLogKey,
  deliveryLogPrefix,
  dueDeliveriesPrefix,
  dueDeliveryKey,
} from './keys.ts';
import { listAll } from './list-all.ts';
import type { Run } from './run.ts';

/**
 * A delivery has a log of its own, `deliveries/<id>/log/<seq>`, because it goes on after its run is closed:
 *
 *   pending ─ claimed (calling until …) ─┬─► pending (again at …) ─► …
 *                                        ├─► delivered
 *                                        └─► failed: given up
 */
const entrySchema = z.object({
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int(),
  /** Nobody else calls or tries again before: the lease of a call under way, or the next try. */
  notBefore: z.string(),
  /** What the last call came to, for people. */
  outcome: z.string().nullable(),
});
export type DeliveryEntry = z.infer<typeof entrySchema>;

export interface DeliveryReading {
  entry: DeliveryEntry;
  seq: number;
  storeTime: Date;
}

/** Created once, however often it is asked for: the id is derived from the run's. */
export async function createDelivery(store: ObjectStore, run: Run, now: Date): Promise<string> {
  const id = deliveryId(run.id);
  await store.put(dueDeliveryKey(id), run.id, { ifNoneMatch: '*' });
  await appendDelivery(store, id, 1, {
    status: 'pending',
    attempts: 0,
    notBefore: now.toISOString(),
    outcome: null,
  });
  return id;
}

export async function readDelivery(store: ObjectStore, id: string): Promise<DeliveryReading | null> {
  const { objects } = await store.list(deliveryLogPrefix(id));
  const last = objects.at(-1);
  const stored = last === undefined ? null : await store.get(last.key);
  if (last === undefined || stored === null) return null;
  return {
    entry: entrySchema.parse(JSON.parse(new TextDecoder().decode(stored.body))),
    seq: Number(last.key.slice(deliveryLogPrefix(id).length)),
    storeTime: stored.storeTime,
  };
}

/** False: another looker was first. */
export async function appendDelivery(
  store: ObjectStore,
  id: string,
  seq: number,
  entry: DeliveryEntry,
): Promise<boolean> {
  const put = await store.put(deliveryLogKey(id, seq), JSON.stringify(entry), {
    ifNoneMatch: '*',
    contentType: 'application/json',
  });
  return put.written;
}

export interface WaitingDelivery {
  id: string;
  /** Whose completion it tells. */
  runId: string;
}

/** Every delivery that is neither made nor given up, due or not. */
export async function listWaitingDeliveries(store: ObjectStore): Promise<WaitingDelivery[]> {
  const { objects } = await listAll(store, dueDeliveriesPrefix);
  const waiting = await Promise.all(
    objects.map(async ({ key }) => {
      const marker = await store.get(key);
      const id = key.slice(dueDeliveriesPrefix.length);
      return marker === null ? [] : [{ id, runId: new TextDecoder().decode(marker.body) }];
    }),
  );
  return waiting.flat();
}

export async function isDue(store: ObjectStore, id: string): Promise<boolean> {
  const reading = await readDelivery(store, id);
  return reading !== null && Date.parse(reading.entry.notBefore) <= reading.storeTime.getTime();
}
