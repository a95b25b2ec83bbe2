import type { EventBus } from '../../../shared/ports/event-bus.ts';
import { publishedEventSchema, type PublishedEvent } from '../../../shared/run/published.ts';
import { derive } from '../../../shared/topology.ts';
import type { LocalQueue } from './sqlite-queue.ts';

/**
 * The rules of the topology as inserts: an event becomes a look in the queue of every stage that consumes its type, in
 * one transaction. The event itself is in the run's log; `onEvent` tells those who wait in this process.
 */
export function createLocalBus(queue: LocalQueue, onEvent: (event: PublishedEvent) => void): EventBus {
  const rules = derive();
  return {
    async publish(event) {
      const checked = publishedEventSchema.parse(event);
      const targets = rules.filter((rule) => (rule.rulePattern as readonly string[]).includes(checked.type));
      if (targets.length > 0) {
        await queue.sendToAll(
          targets.map((rule) => rule.stage),
          { runId: checked.runId },
        );
      }
      onEvent(checked);
    },
  };
}
