import { createNotifier, type NotifierSettings } from '../../services/notifier/notifier.ts';
import type { DeliveryPorts } from '../../shared/delivery/look.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { lookAs, type StageHandler } from './stage.ts';

/** What a queue can delay a look by: 15 minutes. Deliveries that wait longer are the sweep's. */
const longestDelaySeconds = 900;

export function composeNotifier(
  ports: DeliveryPorts & { clock: Clock },
  settings: NotifierSettings,
): StageHandler {
  const notifier = createNotifier(ports, settings);
  const lookAtNotification = lookAs(ports, notifier, 'notifier');
  return async (look) => {
    await lookAtNotification(look);
    // The run is closed by now; what is left of it is the webhook, which has a log of its own.
    const againAfterSeconds = await notifier.deliver(look.runId);
    if (againAfterSeconds !== null && againAfterSeconds <= longestDelaySeconds) {
      await ports.queue.send('notifier', { runId: look.runId }, { delaySeconds: againAfterSeconds });
    }
  };
}
