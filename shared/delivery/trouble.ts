import { z } from 'zod';
import type { ObjectStore } from '../ports/object-store.ts';
import { troubleKey } from '../run/keys.ts';

/** The last retryable error of a run, so that a passed deadline can say why. */
const troubleSchema = z.object({ stage: z.string(), at: z.string(), message: z.string() });
export type Trouble = z.infer<typeof troubleSchema>;

export async function recordTrouble(store: ObjectStore, runId: string, trouble: Trouble): Promise<void> {
  // Best effort: when the store itself is the trouble, the message's own retries still hold.
  await store.put(troubleKey(runId), JSON.stringify(trouble)).catch(() => undefined);
}

export async function readTrouble(store: ObjectStore, runId: string): Promise<Trouble | null> {
  const stored = await store.get(troubleKey(runId));
  return stored === null ? null : troubleSchema.parse(JSON.parse(new TextDecoder().decode(stored.body)));
}
