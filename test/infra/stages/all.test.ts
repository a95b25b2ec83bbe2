import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { composeStages } from '../../../infra/stages/all.ts';
import { withoutModel } from '../../../shared/model/settings.ts';
import { requestKey } from '../../../shared/run/keys.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import { putRef } from '../../../shared/run/refs.ts';
import type { RunEvent } from '../../../shared/run/events.ts';
import { queuedStages } from '../../../shared/topology.ts';
import { createMemoryBus } from '../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../fakes/memory-queue.ts';
import { createMemorySandbox } from '../../fakes/memory-sandbox.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { createMemoryWarehouse } from '../../fakes/memory-warehouse.ts';
import { queryPlan } from '../../fakes/planned-run.ts';
import { accepted } from '../../fakes/run-events.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

/** The stages on doubles of their ports. */
function compose() {
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const log = createRunLog(store);
  const [bus, queue] = [createMemoryBus(), createMemoryQueue()];
  const [warehouse, sandbox] = [createMemoryWarehouse({ store }), createMemorySandbox()];
  const handlers = composeStages(
    { store, log, bus, queue, clock, warehouse, sandbox },
    {
      planPrompt: async () => ({ plan: queryPlan }),
      models: withoutModel,
      notifier: { secret: 'whsec_c2VjcmV0', allowLoopback: true },
    },
  );
  return { clock, store, log, bus, queue, handlers };
}

describe('composeStages', () => {
  it('has a handler for every stage with a queue', () => {
    assert.deepEqual(Object.keys(compose().handlers).toSorted(), queuedStages.toSorted());
  });

  for (const stage of queuedStages) {
    it(`takes a look at a run that is not there for nothing: ${stage}`, async () => {
      const { handlers, bus, queue, store } = compose();
      await handlers[stage]({ runId: 'nobody' });
      assert.deepEqual([bus.published, queue.sent, store.keys()], [[], [], []]);
    });
  }
});

describe('the notifier’s handler', () => {
  let stages: ReturnType<typeof compose>;
  let receiver: Server;
  let answer = 204;
  let calls = 0;

  beforeEach(async () => {
    stages = compose();
    [answer, calls] = [204, 0];
    receiver = createServer((request, response) => {
      calls++;
      request.resume().on('end', () => response.writeHead(answer).end());
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
  });
  afterEach(() => {
    receiver.closeAllConnections();
    receiver.close();
  });

  async function write(...events: RunEvent[]): Promise<void> {
    for (const event of events) {
      const reading = await stages.log.read('r1');
      assert.ok((await stages.log.append(reading?.run ?? null, event, stages.clock.now())) !== null);
    }
  }

  /** A run that was released, with a webhook to the receiver. */
  async function released(hasWebhook = true): Promise<void> {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const words = { prompt: 'p', parentRunId: null, webhookUrl: hasWebhook ? url : null };
    const request = await putRef(stages.store, requestKey('r1'), words);
    await write({ ...accepted, request, hasWebhook }, { type: 'run.cancelled' });
    await write({ type: 'run.released', forced: false });
  }
  const look = () => stages.handlers.notifier({ runId: 'r1' });
  const sent = () => stages.queue.sent.splice(0);

  it('closes the run and calls its webhook in one look', async () => {
    await released();
    await look();
    assert.equal((await stages.log.read('r1'))?.run.state, 'closed');
    assert.equal(calls, 1);
    assert.deepEqual(sent(), []);
  });

  it('leaves a run without a webhook at that', async () => {
    await released(false);
    await look();
    assert.equal((await stages.log.read('r1'))?.run.state, 'closed');
    assert.deepEqual([calls, sent()], [0, []]);
  });

  it('asks for another look when the next try is due', async () => {
    answer = 500;
    await released();
    await look();
    assert.deepEqual(sent(), [{ stage: 'notifier', look: { runId: 'r1' }, delaySeconds: 5 }]);
    stages.clock.advance(5);
    await look();
    assert.deepEqual(sent(), [{ stage: 'notifier', look: { runId: 'r1' }, delaySeconds: 300 }]);
    assert.equal(calls, 2);
  });

  it('comes too early without a call, and asks for the rest of the wait', async () => {
    answer = 500;
    await released();
    await look();
    stages.clock.advance(3);
    sent();
    await look();
    assert.deepEqual(
      sent().map(({ delaySeconds }) => delaySeconds),
      [2],
    );
    assert.equal(calls, 1);
  });

  it('leaves waits that no queue can hold to the sweep', async () => {
    answer = 500;
    await released();
    for (const wait of [0, 5, 300]) {
      stages.clock.advance(wait);
      sent();
      await look();
    }
    assert.equal(calls, 3);
    assert.deepEqual(sent(), []);
  });

  it('goes on after a failure to the end', async () => {
    answer = 500;
    await released();
    await look();
    stages.clock.advance(5);
    answer = 204;
    sent();
    await look();
    assert.deepEqual([calls, sent()], [2, []]);
    await look();
    assert.equal(calls, 2);
  });

  it('does not call while the run is open', async () => {
    const request = await putRef(stages.store, requestKey('r1'), {});
    await write({ ...accepted, request, hasWebhook: true });
    await look();
    assert.deepEqual([calls, sent()], [0, []]);
  });
});
