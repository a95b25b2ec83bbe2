import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../../../infra/local/database.ts';
import { createLocalBus } from '../../../../infra/local/queue/local-bus.ts';
import { createSqliteQueue, type LocalQueue } from '../../../../infra/local/queue/sqlite-queue.ts';
import { schema } from '../../../../infra/local/schema.ts';
import { toPublished } from '../../../../shared/run/publish.ts';
import { derive } from '../../../../shared/topology.ts';
import { eventBusContract } from '../../../contract/event-bus.contract.ts';
import { queueContract } from '../../../contract/queue.contract.ts';
import { createMemoryBus } from '../../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../../fakes/memory-queue.ts';
import { planned, runAfter } from '../../../fakes/run-events.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const consumerOf = (type: string) => {
  const rule = derive().find(({ rulePattern }) => (rulePattern as readonly string[]).includes(type));
  assert.ok(rule !== undefined, type);
  return rule;
};

describe('SQLite queue', () => {
  let directory: string;
  let database: Database;
  let clock: ReturnType<typeof createVirtualClock>;
  let queue: LocalQueue;
  let woken: string[];
  const open = () => {
    database = openDatabase(join(directory, 'db'), schema);
    queue = createSqliteQueue(database, clock, (name) => woken.push(name));
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kaiseki-queue-'));
    clock = createVirtualClock();
    woken = [];
    open();
  });
  afterEach(async () => {
    await database.close();
    await rm(directory, { recursive: true });
  });

  it('delivers once while a message is in flight, and again when its visibility is over', async () => {
    await queue.send('repair', { runId: 'r1' });
    const [first] = await queue.receive('repair', 10);
    assert.equal(first?.body, '{"runId":"r1"}');
    assert.deepEqual(await queue.receive('repair', 10), []);
    clock.advance(6 * 180 + 1);
    const [second] = await queue.receive('repair', 10);
    assert.equal(second?.receives, 2);
    if (first !== undefined) await queue.delete(first);
    assert.equal(queue.count('repair'), 1, 'an old receipt deletes nothing');
    if (second !== undefined) await queue.delete(second);
    assert.equal(queue.count('repair'), 0);
  });

  it('holds a delayed message back', async () => {
    await queue.send('repair', { runId: 'r1' }, { delaySeconds: 30 });
    assert.deepEqual(await queue.receive('repair', 10), []);
    assert.equal(queue.nextDue('repair')?.toISOString(), '2026-01-01T00:00:30.000Z');
    clock.advance(30);
    assert.equal((await queue.receive('repair', 10)).length, 1);
  });

  it('gives up after the receive limit: the message lies in the dead-letter queue', async () => {
    await queue.send('repair', { runId: 'r1' });
    for (let i = 0; i < 5; i++) {
      assert.equal((await queue.receive('repair', 10)).length, 1);
      clock.advance(6 * 180 + 1);
    }
    assert.deepEqual(await queue.receive('repair', 10), []);
    assert.equal(queue.count('repair'), 0);
    assert.equal(queue.count('repair-dlq'), 1);
  });

  it('keeps what was sent over a restart, and frees what was in flight without counting the receive', async () => {
    await queue.send('repair', { runId: 'r1' });
    await queue.receive('repair', 10);
    await database.close();
    open();
    await queue.recover();
    const [message] = await queue.receive('repair', 10);
    assert.equal(message?.receives, 1);
  });

  it('refuses a stage that is not declared, and a message that is no look', async () => {
    await assert.rejects(queue.send('nobody', { runId: 'r1' }), TypeError);
    await assert.rejects(queue.send('repair', { runId: '' }));
  });

  it('tells a consumer only after the message is durable', async () => {
    const sending = queue.send('repair', { runId: 'r1' });
    assert.deepEqual(woken, []);
    await sending;
    assert.deepEqual(woken, ['repair']);
  });

  it('routes an event to the stages that consume its type, as a look and nothing else', async () => {
    const seen: string[] = [];
    const bus = createLocalBus(queue, (event) => seen.push(event.type));
    await bus.publish(toPublished(runAfter(planned), 'run.planned', '2026-01-01T00:00:00.000Z'));
    const [message] = await queue.receive('executor-dispatch', 10);
    assert.equal(message?.body, '{"runId":"r1"}');
    assert.equal(queue.count('planner'), 0);
    assert.deepEqual(seen, ['run.planned']);
  });
});

async function openQueue() {
  const directory = await mkdtemp(join(tmpdir(), 'kaiseki-queue-'));
  const database = openDatabase(join(directory, 'db'), schema);
  const clock = createVirtualClock();
  const queue = createSqliteQueue(database, clock, () => undefined);
  const received = async (stage: string, afterSeconds = 0) => {
    clock.advance(afterSeconds);
    return (await queue.receive(stage, 100)).map(({ body }) => body);
  };
  const close = async () => {
    await database.close();
    await rm(directory, { recursive: true });
  };
  return { queue, received, close };
}

queueContract('SQLite', openQueue);

queueContract('memory (test double)', async () => {
  const queue = createMemoryQueue();
  const received = async (stage: string, afterSeconds = 0) =>
    queue.sent
      .filter((one) => one.stage === stage && one.delaySeconds <= afterSeconds)
      .map(({ look }) => JSON.stringify(look));
  return { queue, received, close: async () => undefined };
});

eventBusContract('SQLite', async () => {
  const { queue, received, close } = await openQueue();
  const routed = async (type: string) => {
    const { stage } = consumerOf(type);
    return (await received(stage)).map((body) => (JSON.parse(body) as { runId: string }).runId);
  };
  return { bus: createLocalBus(queue, () => undefined), routed, close };
});

eventBusContract('memory (test double)', async () => {
  const bus = createMemoryBus();
  const routed = async (type: string) =>
    bus.published.filter((event) => event.type === type).map(({ runId }) => runId);
  return { bus, routed, close: async () => undefined };
});
