import { storedRequestSchema } from '../../shared/run/request.ts';
import { dueDeliveryKey } from '../../shared/run/keys.ts';
import { toPublished } from '../../shared/run/publish.ts';
import { getRef } from '../../shared/run/refs.ts';
import type { Run } from '../../shared/run/run.ts';
import {
  appendDelivery,
  readDelivery,
  type DeliveryEntry,
  type DeliveryReading,
} from '../../shared/run/webhook-delivery.ts';
import type { NotifierPorts } from './ports.ts';
import type { SendWebhook, WebhookOutcome } from './webhook-sender.ts';

/** Waits between tries, as Standard Webhooks advises: after the last the delivery is given up. */
const retryAfterSeconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** Longer than a call can take: until then nobody else calls. */
const leaseSeconds = 60;

/** One try of a delivery, if it is due and nobody else is at it. */
export async function deliverWebhook(
  ports: NotifierPorts,
  send: SendWebhook,
  run: Run,
  id: string,
): Promise<number | null> {
  const reading = await readDelivery(ports.store, id);
  if (reading === null) return null;
  if (reading.entry.status !== 'pending') {
    await ports.store.delete(dueDeliveryKey(id));
    return null;
  }
  const wait = (Date.parse(reading.entry.notBefore) - reading.storeTime.getTime()) / 1000;
  if (wait > 0) return Math.ceil(wait);

  const claimed = await claim(ports, id, reading);
  if (claimed === null) return 1;
  const outcome = await call(ports, send, run, id);
  const next = afterCall(claimed, outcome, reading.storeTime);
  await appendDelivery(ports.store, id, reading.seq + 2, next);
  if (next.status === 'pending')
    return Math.ceil((Date.parse(next.notBefore) - reading.storeTime.getTime()) / 1000);
  await ports.store.delete(dueDeliveryKey(id));
  return null;
}

async function claim(
  ports: NotifierPorts,
  id: string,
  { entry, seq, storeTime }: DeliveryReading,
): Promise<DeliveryEntry | null> {
  const claimed: DeliveryEntry = {
    ...entry,
    attempts: entry.attempts + 1,
    notBefore: after(storeTime, leaseSeconds),
  };
  return (await appendDelivery(ports.store, id, seq + 1, claimed)) ? claimed : null;
}

async function call(ports: NotifierPorts, send: SendWebhook, run: Run, id: string): Promise<WebhookOutcome> {
  if (run.state === 'deleted') return { kind: 'refused', reason: 'the run was deleted' };
  const { webhookUrl } = await getRef(ports.store, run.request, storedRequestSchema);
  if (webhookUrl === null) return { kind: 'refused', reason: 'no receiver was named' };
  const at = run.terminal?.at ?? run.acceptedAt;
  const { runId, seq, summary } = toPublished(run, 'run.completed', at);
  const body = JSON.stringify({ type: 'run.completed', timestamp: at, data: { runId, seq, ...summary } });
  return send({ id, url: webhookUrl, body, at: ports.clock.now() });
}

function afterCall(claimed: DeliveryEntry, outcome: WebhookOutcome, now: Date): DeliveryEntry {
  if (outcome.kind === 'delivered') return { ...claimed, status: 'delivered', outcome: outcome.reason };
  const wait = retryAfterSeconds[claimed.attempts - 1];
  if (outcome.kind === 'refused' || wait === undefined)
    return { ...claimed, status: 'failed', outcome: outcome.reason };
  return { ...claimed, status: 'pending', outcome: outcome.reason, notBefore: after(now, wait) };
}

const after = (from: Date, seconds: number): string =>
  new Date(from.getTime() + seconds * 1000).toISOString();
