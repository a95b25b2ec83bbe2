import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { sweep } from '../../../services/sweep/sweep.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import { markOpen } from '../../../shared/run/markers.ts';
import { openIndexEntry } from '../../../shared/run/index.ts';
import type { RunEvent } from '../../../shared/run/events.ts';
import { createMemoryBus } from '../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../fakes/memory-queue.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { accepted, ref } from '../../fakes/run-events.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

describe('sweep', () => {
  let clock: ReturnType<typeof createVirtualClock>;
  let ports: ReturnType<typeof createPorts>;
  const createPorts = () => {
    const store = createMemoryStore(clock);
    return { store, log: createRunLog(store), bus: createMemoryBus(), queue: createMemoryQueue() };
  };
  const write = async (...events: RunEvent[]) => {
    for (const event of events) {
      const reading = await ports.log.read('r1');
      assert.ok((await ports.log.append(reading?.run ?? null, event, clock.now())) !== null);
    }
  };
  const state = async () => (await ports.log.read('r1'))?.run.state;
  const marked = () => ports.store.keys().includes('open/r1');

  beforeEach(async () => {
    clock = createVirtualClock();
    ports = createPorts();
    await markOpen(ports.store, { id: 'r1', principal: 'local' });
  });

  it('leaves a young run alone', async () => {
    await write(accepted);
    clock.advance(200);
    assert.deepEqual(await sweep(ports), []);
    assert.deepEqual(ports.queue.sent, []);
  });

  it('brings a look to the owner of a run that nobody looked at for its timeout and 30 s', async () => {
    await write(accepted);
    clock.advance(180 + 31);
    await sweep(ports);
    assert.deepEqual(
      ports.queue.sent.map((one) => [one.stage, one.look]),
      [['planner', { runId: 'r1' }]],
    );
  });

  it('always looks at a run that is ending', async () => {
    await write(accepted, { type: 'run.cancelled' });
    await sweep(ports);
    assert.deepEqual(
      ports.queue.sent.map((one) => one.stage),
      ['executor-dispatch'],
    );
  });

  it('fails a run past its deadline and publishes it', async () => {
    await write(accepted);
    clock.advance(15 * 60 + 1);
    await sweep(ports);
    assert.equal(await state(), 'ending');
    assert.deepEqual(
      ports.bus.published.map((event) => event.type),
      ['run.failed'],
    );
  });

  it('takes the marker of a closed run away', async () => {
    await write(
      accepted,
      { type: 'run.clarified', clarification: ref('c'), title: 't' },
      { type: 'run.released', forced: false },
    );
    await write({ type: 'run.closed', deliveryId: null });
    await sweep(ports);
    assert.equal(marked(), false);
  });

  it('abandons a marker without a run after ten minutes, and no late writer brings it back', async () => {
    await openIndexEntry(ports.store, { id: 'r1', principal: 'local', acceptedAt: clock.now() });
    clock.advance(599);
    await sweep(ports);
    assert.equal(await state(), undefined);
    clock.advance(2);
    await sweep(ports);
    assert.equal(await state(), 'abandoned');
    assert.deepEqual(ports.store.keys(), ['runs/r1/log/000001']);
    assert.equal(await ports.log.append(null, accepted, clock.now()), null);
  });

  it('goes on after a run that it cannot read', async () => {
    await ports.store.put('runs/r0/log/000001', 'not JSON');
    await markOpen(ports.store, { id: 'r0', principal: 'local' });
    await write(accepted, { type: 'run.cancelled' });
    const failures = await sweep(ports);
    assert.deepEqual(
      failures.map((one) => one.runId),
      ['r0'],
    );
    assert.equal(ports.queue.sent.length, 1);
  });
});
