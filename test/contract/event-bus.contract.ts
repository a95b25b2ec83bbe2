import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { EventBus } from '../../shared/ports/event-bus.ts';
import { publishedEventSchema, type PublishedEvent } from '../../shared/run/published.ts';

export interface EventBusUnderTest {
  bus: EventBus;
  /** Run ids of the events that the rule for this type has seen. */
  routed: (type: string) => Promise<string[]>;
  close: () => Promise<void>;
}

const event = (change: Partial<PublishedEvent> = {}): PublishedEvent => ({
  id: 'r1-3',
  type: 'run.planned',
  version: 1,
  runId: 'r1',
  seq: 3,
  at: '2026-01-01T00:00:00.000Z',
  principal: '山田',
  owner: 'executor-dispatch',
  summary: null,
  ...change,
});

/** What every EventBus must do. `make` gives one with the topology's rules. */
export function eventBusContract(name: string, make: () => Promise<EventBusUnderTest>): void {
  describe(`EventBus contract: ${name}`, () => {
    let bus: EventBus;
    let routed: EventBusUnderTest['routed'];
    let close: () => Promise<void>;
    beforeEach(async () => ({ bus, routed, close } = await make()));
    afterEach(() => close());

    it('brings an event to who consumes its type, and to nobody else', async () => {
      await bus.publish(event());
      assert.deepEqual(await routed('run.planned'), ['r1']);
      assert.deepEqual(await routed('attempt.failed'), []);
    });

    it('takes an event that nobody here consumes', async () => {
      await bus.publish(event({ type: 'run.completed' }));
      assert.deepEqual(await routed('run.planned'), []);
    });

    it('takes many at once', async () => {
      const ids = Array.from({ length: 15 }, (_, i) => `r${i}`);
      await Promise.all(ids.map((runId) => bus.publish(event({ runId }))));
      assert.deepEqual((await routed('run.planned')).toSorted(), ids.toSorted());
    });

    it('takes nothing that is no published event: a prompt never gets onto a bus', async () => {
      const broken = { ...event(), prompt: 'who bought most?' };
      assert.equal(publishedEventSchema.safeParse(broken).success, false);
      await assert.rejects(bus.publish(broken), { name: 'ZodError' });
      assert.deepEqual(await routed('run.planned'), []);
    });
  });
}
