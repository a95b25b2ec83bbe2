import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PermanentError } from '../../../../shared/errors.ts';
import type { EventBus } from '../../../../shared/ports/event-bus.ts';
import { publishedEventSchema } from '../../../../shared/run/published.ts';
import { refusedEntry, told } from '../errors.ts';

/** What rules match on besides the type. */
export const eventSource = 'kaiseki';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html: less than 256 KB an entry. */
const entryLimitBytes = 256 * 1024;

/** One event per call: looks publish one at a time, and PutEvents has no order that could be kept. */
export function createEventBridgeBus(client: EventBridgeClient, busName: string): EventBus {
  return {
    async publish(event) {
      const checked = publishedEventSchema.parse(event);
      const entry = {
        EventBusName: busName,
        Source: eventSource,
        DetailType: checked.type,
        Detail: JSON.stringify(checked),
      };
      const what = `EventBridge PutEvents of ${checked.type} of run ${checked.runId}`;
      const bytes = Buffer.byteLength(entry.Source + entry.DetailType + entry.Detail);
      if (bytes >= entryLimitBytes)
        throw new PermanentError(`${what}: ${bytes} bytes, and an entry has fewer than ${entryLimitBytes}`);
      // The answer is 200 when the bus refused, too: each entry has its own.
      const { FailedEntryCount = 0, Entries = [] } = await told(what, () =>
        client.send(new PutEventsCommand({ Entries: [entry] })),
      );
      const [said] = Entries;
      if (FailedEntryCount > 0 || said?.EventId === undefined)
        throw refusedEntry(what, said?.ErrorCode ?? 'InternalFailure', said?.ErrorMessage ?? 'no event id');
    },
  };
}
