import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { sweep } from '../../../services/sweep/sweep.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import { markOpen } from '../../../shared/run/markers.ts';
import { appendDelivery, createDelivery } from '../../../shared/run/webhook-delivery.ts';
import { createMemoryBus } from '../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../fakes/memory-queue.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { accepted, runAfter } from '../../fakes/run-events.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

describe('sweep: webhook deliveries', () => {
  let clock: ReturnType<typeof createVirtualClock>;
  let ports: ReturnType<typeof createPorts>;
  const createPorts = () => {
    const store = createMemoryStore(clock);
    return { store, log: createRunLog(store), bus: createMemoryBus(), queue: createMemoryQueue() };
  };
  const create = (id: string) => createDelivery(ports.store, { ...runAfter(), id }, clock.now());
  const claim = (deliveryId: string, notBefore: Date) =>
    appendDelivery(ports.store, deliveryId, 2, {
      status: 'pending',
      attempts: 1,
      notBefore: notBefore.toISOString(),
      outcome: null,
    });
  const looked = () => ports.queue.sent.map(({ stage, look }) => [stage, look.runId]);

  beforeEach(() => {
    clock = createVirtualClock();
    ports = createPorts();
  });

  it('brings the notifier to one that is due', async () => {
    await create('r1');
    assert.deepEqual(await sweep(ports), []);
    assert.deepEqual(looked(), [['notifier', 'r1']]);
  });

  it('leaves one alone until it is due', async () => {
    await claim(await create('r1'), new Date(clock.now().getTime() + 60_000));
    await sweep(ports);
    assert.deepEqual(looked(), []);
    clock.advance(60);
    await sweep(ports);
    assert.deepEqual(looked(), [['notifier', 'r1']]);
  });

  it('goes on after one that it cannot read', async () => {
    const broken = await create('r1');
    await create('r2');
    await ports.store.put(`deliveries/${broken}/log/000002`, 'not JSON');
    const failures = await sweep(ports);
    assert.deepEqual(
      failures.map(({ runId }) => runId),
      ['r1'],
    );
    assert.deepEqual(looked(), [['notifier', 'r2']]);
  });

  it('finds all of 1,001 that wait, more than one listing holds', async () => {
    const ids = Array.from({ length: 1_001 }, (_, n) => `r${1_000 + n}`);
    for (const id of ids) await create(id);
    await sweep(ports);
    assert.deepEqual(ports.queue.sent.map(({ look }) => look.runId).toSorted(), ids);
  });

  it('finds all of 1,001 runs that are open', async () => {
    const ids = Array.from({ length: 1_001 }, (_, n) => `r${1_000 + n}`);
    for (const id of ids) {
      await markOpen(ports.store, { id, principal: 'local' });
      await ports.log.append(null, { ...accepted, runId: id }, clock.now());
    }
    await sweep(ports, true);
    assert.deepEqual(ports.queue.sent.map(({ look }) => look.runId).toSorted(), ids);
  });
});
