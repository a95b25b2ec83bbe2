import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import { deliveryId } from '../../shared/run/keys.ts';
import type { Run } from '../../shared/run/run.ts';
import { readDelivery } from '../../shared/run/webhook-delivery.ts';

/** Where the webhook that was asked for is now; its delivery has a log of its own and goes on after the run is closed. */
export async function readWebhook(store: ObjectStore, run: Run): Promise<RunDocument['webhook']> {
  if (!run.hasWebhook) return null;
  const id = run.deliveryId ?? deliveryId(run.id);
  return { id, status: (await readDelivery(store, id))?.entry.status ?? 'pending' };
}
