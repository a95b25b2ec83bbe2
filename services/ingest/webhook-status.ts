import { z } from 'zod';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import { deliveryId } from '../../shared/run/keys.ts';
import type { Run } from '../../shared/run/run.ts';

const entrySchema = z.object({ status: z.enum(['pending', 'delivered', 'failed']) });

/** Where the webhook that was asked for is now; its delivery has a log of its own and goes on after the run is closed. */
export async function readWebhook(store: ObjectStore, run: Run): Promise<RunDocument['webhook']> {
  if (!run.hasWebhook) return null;
  const id = run.deliveryId ?? deliveryId(run.id);
  const { objects } = await store.list(`deliveries/${id}/log/`);
  const last = objects.at(-1);
  const stored = last === undefined ? null : await store.get(last.key);
  if (stored === null) return { id, status: 'pending' };
  return { id, status: entrySchema.parse(JSON.parse(new TextDecoder().decode(stored.body))).status };
}
