import type { PublishedEvent } from '../run/published.ts';

export interface EventBus {
  /**
   * Called after the event is in the run's log. Resolves when the bus has taken it: every rule that matches its type
   * will get it at least once. Rejects when the bus refused; the caller's message is then delivered again.
   */
  publish(event: PublishedEvent): Promise<void>;
}
