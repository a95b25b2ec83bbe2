import type { EventBus } from '../../shared/ports/event-bus.ts';
import { publishedEventSchema, type PublishedEvent } from '../../shared/run/published.ts';

/** Keeps what was published, in order. */
export function createMemoryBus(): EventBus & { published: PublishedEvent[] } {
  const published: PublishedEvent[] = [];
  return {
    published,
    async publish(event) {
      published.push(publishedEventSchema.parse(event));
    },
  };
}
