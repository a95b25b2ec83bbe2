import assert from 'node:assert/strict';
import { once } from 'node:events';
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createLogger } from '../../../../infra/system/log.ts';
import { createConsumer, type Consumer } from '../../../../infra/local/queue/consumer.ts';
import { createSqliteQueue, type LocalQueue } from '../../../../infra/local/queue/sqlite-queue.ts';
import { openDatabase, type Database } from '../../../../infra/local/database.ts';
import { schema } from '../../../../infra/local/schema.ts';
import { systemClock } from '../../../../infra/system/clock.ts';
import { PermanentError } from '../../../../shared/errors.ts';

describe('consumer', () => {
  let database: Database;
  let queue: LocalQueue;
  let consumer: Consumer | undefined;
  let settled: EventEmitter;
  let lines: string[];
  const consume = (handle: (runId: string) => Promise<void>) => {
    consumer = createConsumer({
      stage: 'repair',
      queue: {
        ...queue,
        delete: async (message) => {
          await queue.delete(message);
          settled.emit('deleted');
        },
        moveToDeadLetters: async (name, message) => {
          await queue.moveToDeadLetters(name, message);
          settled.emit('buried');
        },
        release: async (message, seconds) => {
          await queue.release(message, seconds);
          settled.emit('released', seconds);
        },
      },
      clock: systemClock,
      log: createLogger((line) => lines.push(line), 'info'),
      handle: (look) => handle(look.runId),
    });
    consumer.wake();
  };

  beforeEach(() => {
    settled = new EventEmitter();
    lines = [];
    database = openDatabase(':memory:', schema);
    queue = createSqliteQueue(database, systemClock, () => consumer?.wake());
  });
  afterEach(async () => {
    await consumer?.stop();
    consumer = undefined;
    await database.close();
  });

  it('hands a look over and deletes its message', async () => {
    const seen: string[] = [];
    consume(async (runId) => void seen.push(runId));
    const deleted = once(settled, 'deleted');
    await queue.send('repair', { runId: 'r1' });
    await deleted;
    assert.deepEqual(seen, ['r1']);
    assert.equal(queue.count('repair'), 0);
  });

  it('delays a message whose look failed, and says so with run and stage', async () => {
    consume(async () => {
      throw new Error('busy');
    });
    const released = once(settled, 'released');
    await queue.send('repair', { runId: 'r1' });
    assert.deepEqual(await released, [1]);
    assert.match(lines.join(), /"stage":"repair","runId":"r1"/);
  });

  it('buries poison, and goes on with its neighbours', async () => {
    const seen: string[] = [];
    consume(async (runId) => {
      if (runId === 'poison') throw new PermanentError('no look');
      seen.push(runId);
    });
    const both = Promise.all([once(settled, 'buried'), once(settled, 'deleted')]);
    await queue.send('repair', { runId: 'poison' });
    await queue.send('repair', { runId: 'r2' });
    await both;
    assert.deepEqual(seen, ['r2']);
    assert.equal(queue.count('repair-dlq'), 1);
  });

  it('looks at nothing any more once it was stopped, and leaves what it had received to the next', async () => {
    const seen: string[] = [];
    await queue.send('repair', { runId: 'r1' });
    consume(async (runId) => void seen.push(runId));
    await consumer?.stop();
    assert.deepEqual(seen, []);
    assert.equal((await queue.receive('repair', 1)).length, 1);
  });

  it('looks at no more at once than the topology allows', async () => {
    let now = 0;
    let most = 0;
    let left = 40;
    const done = new EventEmitter();
    consume(async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      if (--left === 0) done.emit('all');
    });
    const all = once(done, 'all');
    await Promise.all(Array.from({ length: 40 }, (_, i) => queue.send('repair', { runId: `r${i}` })));
    await all;
    assert.ok(most > 1 && most <= 16, `${most} at once`);
  });
});
