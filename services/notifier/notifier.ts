import type { StageDefinition } from '../../shared/delivery/step.ts';
import { closeIndexEntry } from '../../shared/run/index.ts';
import { unmark } from '../../shared/run/markers.ts';
import { publishEvent } from '../../shared/run/publish.ts';
import { createDelivery } from '../../shared/run/webhook-delivery.ts';
import { deliverWebhook } from './deliver.ts';
import type { NotifierPorts } from './ports.ts';
import { createWebhookSender } from './webhook-sender.ts';

export interface NotifierSettings {
  /** Standard Webhooks secret, `whsec_…`. */
  secret: string;
  /** Receivers on this machine: for tests and development. */
  allowLoopback: boolean;
}

export interface Notifier extends StageDefinition {
  /**
   * Goes on with the webhook of a closed run, if it has one that is not made yet.
   * @returns after how many seconds it is worth asking again, or null when there is nothing left to do
   */
  deliver(runId: string): Promise<number | null>;
}

/** Terminal event → the one public completion event, the index's summary, and the webhook's delivery. */
export function createNotifier(ports: NotifierPorts, settings: NotifierSettings): Notifier {
  const { store, log, bus } = ports;
  const send = createWebhookSender(settings);
  return {
    stage: 'notifier',
    async step(run, look) {
      await publishEvent(bus, run, 'run.completed', look.now);
      await closeIndexEntry(store, run);
      const deliveryId = run.hasWebhook ? await createDelivery(store, run, look.now) : null;
      return { commit: { type: 'run.closed', deliveryId } };
    },
    async deliver(runId) {
      const reading = await log.read(runId);
      if (reading === null || (reading.run.state !== 'closed' && reading.run.state !== 'deleted'))
        return null;
      await unmark(store, runId);
      return reading.run.deliveryId === null
        ? null
        : deliverWebhook(ports, send, reading.run, reading.run.deliveryId);
    },
  };
}
