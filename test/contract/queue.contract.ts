import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { PermanentError } from '../../shared/errors.ts';
import type { Queue } from '../../shared/ports/queue.ts';

export interface QueueUnderTest {
  queue: Queue;
  /** Bodies that somebody who works off the stage's queue gets now, or once `afterSeconds` have passed. */
  received: (stage: string, afterSeconds?: number) => Promise<string[]>;
  close: () => Promise<void>;
}

/** What every Queue must do. `make` gives one with every stage's queue, all empty. */
export function queueContract(name: string, make: () => Promise<QueueUnderTest>): void {
  describe(`Queue contract: ${name}`, () => {
    let queue: Queue;
    let received: QueueUnderTest['received'];
    let close: () => Promise<void>;
    beforeEach(async () => ({ queue, received, close } = await make()));
    afterEach(() => close());

    it('brings a look to its stage, and to no other', async () => {
      await queue.send('repair', { runId: 'r1' });
      assert.deepEqual(await received('planner'), []);
      assert.deepEqual(await received('repair'), ['{"runId":"r1"}']);
    });

    it('says which wake-up a look is', async () => {
      await queue.send('reporter', { runId: '解析-1', wake: { seq: 4, slot: 2 } });
      assert.deepEqual(
        (await received('reporter')).map((body) => JSON.parse(body) as unknown),
        [{ runId: '解析-1', wake: { seq: 4, slot: 2 } }],
      );
    });

    it('holds a look back for as long as was asked', async () => {
      await queue.send('planner', { runId: 'r1' }, { delaySeconds: 1.2 });
      assert.deepEqual(await received('planner'), []);
      assert.deepEqual(await received('planner', 2), ['{"runId":"r1"}']);
    });

    it('keeps every one of many', async () => {
      const ids = Array.from({ length: 25 }, (_, i) => `r${i}`);
      await Promise.all(ids.map((runId) => queue.send('notifier', { runId })));
      const bodies = await received('notifier');
      assert.deepEqual(bodies.toSorted(), ids.map((runId) => JSON.stringify({ runId })).toSorted());
    });

    it('refuses a stage that has no queue, and what is no look', async () => {
      await assert.rejects(queue.send('ingest', { runId: 'r1' }), TypeError);
      await assert.rejects(queue.send('repair', { runId: '' }), { name: 'ZodError' });
      assert.deepEqual(await received('repair'), []);
    });

    it('refuses a delay of more than 15 minutes', async () => {
      await assert.rejects(queue.send('repair', { runId: 'r1' }, { delaySeconds: 901 }), PermanentError);
    });
  });
}
