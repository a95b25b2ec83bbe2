import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createNotifier, type Notifier } from '../../../services/notifier/notifier.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import { deliveryId, dueDeliveriesPrefix, openPrefix, requestKey } from '../../../shared/run/keys.ts';
import { createRunLog, type RunLog } from '../../../shared/run/log.ts';
import { markOpen } from '../../../shared/run/markers.ts';
import { putRef } from '../../../shared/run/refs.ts';
import type { Run } from '../../../shared/run/run.ts';
import { createMemoryBus } from '../../fakes/memory-bus.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { accepted } from '../../fakes/run-events.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const settings = { secret: `whsec_${Buffer.from('a secret').toString('base64')}`, allowLoopback: true };

describe('the notifier', () => {
  let clock = createVirtualClock();
  let store: ObjectStore;
  let log: RunLog;
  let bus: ReturnType<typeof createMemoryBus>;
  let notifier: Notifier;
  let receiver: Server;
  let answer = 204;
  let calls: { id: unknown; body: { type: string; data: Record<string, unknown> } }[] = [];

  beforeEach(async () => {
    clock = createVirtualClock();
    store = createMemoryStore(clock);
    log = createRunLog(store);
    bus = createMemoryBus();
    notifier = createNotifier({ store, log, bus, clock }, settings);
    answer = 204;
    calls = [];
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        calls.push({ id: request.headers['webhook-id'], body: JSON.parse(Buffer.concat(chunks).toString()) });
        response.writeHead(answer).end();
      });
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
  });
  afterEach(() => {
    receiver.closeAllConnections();
    receiver.close();
  });

  async function released(hasWebhook: boolean): Promise<Run> {
    const webhookUrl = hasWebhook ? `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/` : null;
    const request = await putRef(store, requestKey('r1'), {
      prompt: 'secret words',
      parentRunId: null,
      webhookUrl,
    });
    await markOpen(store, { id: 'r1', principal: 'local' });
    let run = await log.append(null, { ...accepted, request, hasWebhook }, clock.now());
    run = run && (await log.append(run, { type: 'run.cancelled' }, clock.now()));
    run = run && (await log.append(run, { type: 'run.released', forced: false }, clock.now()));
    assert.ok(run);
    return run;
  }
  async function close(run: Run): Promise<void> {
    const outcome = await notifier.step(run, {
      now: clock.now(),
      leaseUntil: clock.now(),
      wakeSlot: 0,
      commits: 0,
      justCommitted: null,
    });
    assert.ok(outcome !== 'idle' && 'commit' in outcome);
    await log.append(run, outcome.commit, clock.now());
  }

  it('publishes one completion, without the prompt, and clears the marker', async () => {
    const run = await released(false);
    await close(run);
    assert.equal(await notifier.deliver('r1'), null);
    assert.deepEqual(
      bus.published.map((event) => [event.id, event.type, event.summary?.status]),
      [['r1/completed', 'run.completed', 'cancelled']],
    );
    assert.doesNotMatch(JSON.stringify(bus.published), /secret words/);
    assert.deepEqual((await store.list(openPrefix)).objects, []);
  });

  it('delivers the webhook once', async () => {
    await close(await released(true));
    assert.equal(await notifier.deliver('r1'), null);
    assert.equal(await notifier.deliver('r1'), null);
    assert.deepEqual(
      calls.map((call) => [call.id, call.body.type, call.body.data['runId'], call.body.data['status']]),
      [[deliveryId('r1'), 'run.completed', 'r1', 'cancelled']],
    );
    assert.deepEqual((await store.list(dueDeliveriesPrefix)).objects, []);
  });

  it('tries again later, with the same id, and gives up in the end', async () => {
    answer = 500;
    await close(await released(true));
    let tries = 0;
    for (let wait = await notifier.deliver('r1'); wait !== null; wait = await notifier.deliver('r1')) {
      assert.ok(++tries < 20);
      assert.equal(await notifier.deliver('r1'), wait, 'not before its time');
      clock.advance(wait);
    }
    assert.equal(calls.length, 10);
    assert.equal(new Set(calls.map((call) => call.id)).size, 1);
    assert.deepEqual((await store.list(dueDeliveriesPrefix)).objects, []);
  });
});
