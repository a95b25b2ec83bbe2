import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { composeStages } from '../../infra/stages.ts';
import { sweep } from '../../services/sweep/sweep.ts';
import type { Plan } from '../../shared/plan/plan.ts';
import type { Queue } from '../../shared/ports/queue.ts';
import { openIndexEntry } from '../../shared/run/index.ts';
import { requestKey } from '../../shared/run/keys.ts';
import { createRunLog } from '../../shared/run/log.ts';
import { markOpen } from '../../shared/run/markers.ts';
import { publishEvent } from '../../shared/run/publish.ts';
import type { PublishedEvent } from '../../shared/run/published.ts';
import { putRef } from '../../shared/run/refs.ts';
import { queuedStages, topology } from '../../shared/topology.ts';
import { createMemoryQueue } from '../fakes/memory-queue.ts';
import { createMemorySandbox, manifestOf } from '../fakes/memory-sandbox.ts';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { createMemoryWarehouse } from '../fakes/memory-warehouse.ts';
import { programPlan, queryPlan } from '../fakes/planned-run.ts';
import { accepted } from '../fakes/run-events.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';
import { Crash, createCrasher } from './crashing-ports.ts';

type CrashPlan = Parameters<typeof createCrasher>[0];

/** One run from its acceptance to its end, in a world that crashes once and is started again. */
async function live(plan: Plan, crash: CrashPlan) {
  const clock = createVirtualClock();
  const crasher = createCrasher(crash);
  const world = createMemoryStore(clock);
  const queued = createMemoryQueue();
  const published: PublishedEvent[] = [];
  const warehouse = createMemoryWarehouse({ store: world, immediate: true });
  const sandbox = createMemorySandbox({
    onStart: async ({ token }) => {
      const [runId, attempt, , launch] = token.split('/');
      const key = `runs/${runId}/attempts/${attempt}/${launch}/result.json`;
      await world.put(key, JSON.stringify(manifestOf(token)));
    },
  });

  const queue: Queue = crasher.wrap<Queue>(queued);
  const store = crasher.wrap(world);
  const bus = crasher.wrap({
    async publish(event: PublishedEvent) {
      published.push(event);
      const takers = queuedStages.filter((one) => (topology[one].consumes as string[]).includes(event.type));
      for (const stage of takers) await queued.send(stage, { runId: event.runId });
    },
  });
  const log = createRunLog(store);
  const ports = {
    store,
    log,
    bus,
    queue,
    clock,
    warehouse: crasher.wrap(warehouse),
    sandbox: crasher.wrap(sandbox),
  };
  const handlers = composeStages(ports, {
    planPrompt: async () => ({ plan }),
    notifier: { secret: 'whsec_c2VjcmV0', allowLoopback: false },
  });

  /** What ingest does; its own crashes are its own tests'. */
  const worldLog = createRunLog(world);
  const request = await putRef(world, requestKey('r1'), { prompt: 'p', parentRunId: null, webhookUrl: null });
  await markOpen(world, { id: 'r1', principal: 'local' });
  await openIndexEntry(world, { id: 'r1', principal: 'local', acceptedAt: clock.now() });
  const run = await worldLog.append(null, { ...accepted, request }, clock.now());
  assert.ok(run !== null);
  await publishEvent(
    { publish: async () => queued.send('planner', { runId: 'r1' }) },
    run,
    'run.accepted',
    clock.now(),
  );

  for (let steps = 0; steps < 200; steps++) {
    const message = queued.take();
    try {
      if (message === undefined) {
        if ((await worldLog.read('r1'))?.run.state === 'closed') break;
        clock.advance(120);
        for (const { error } of await sweep(ports, true)) throw error;
      } else {
        clock.advance(message.delaySeconds);
        await handlers[message.stage as keyof typeof handlers](message.look);
      }
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      crasher.restart();
      // Not acknowledged: the queue delivers it again.
      if (message !== undefined) queued.sent.push({ ...message, delaySeconds: 30 });
    }
  }
  const entries = await worldLog.entries('r1', 0);
  return {
    calls: crasher.calls,
    run: (await worldLog.read('r1'))?.run,
    types: entries.flatMap((entry) => (entry.event === null ? [] : [entry.event.type])),
    completed: published.filter((event) => event.type === 'run.completed'),
    starts: [...warehouse.started, ...sandbox.started].map(({ token }) => token),
  };
}

const plans: Record<string, Plan> = {
  query: queryPlan,
  program: { ...programPlan, queries: [{ name: 'data', sql: 'SELECT kind FROM things' }] },
};

describe('a crash at any call of any port', () => {
  for (const [name, plan] of Object.entries(plans)) {
    it(`neither loses nor doubles a ${name} run`, async () => {
      const undisturbed = await live(plan, null);
      assert.equal(undisturbed.run?.terminal?.status, 'succeeded');
      assert.ok(undisturbed.calls > 15, `only ${undisturbed.calls} calls were made`);
      for (let atCall = 1; atCall <= undisturbed.calls; atCall++) {
        for (const when of ['before', 'after'] as const) {
          const { run, types, completed, starts } = await live(plan, { atCall, when });
          const where = `${when} call ${atCall}`;
          assert.deepEqual([run?.state, run?.terminal?.status], ['closed', 'succeeded'], where);
          assert.equal(types.filter((type) => type === 'run.succeeded').length, 1, where);
          assert.ok(completed.length >= 1, where);
          assert.equal(new Set(completed.map((event) => event.id)).size, 1, where);
          assert.equal(new Set(starts).size, starts.length, where);
        }
      }
    });
  }

  it('is one that the ports really see: dead until it is started again', async () => {
    const crasher = createCrasher({ atCall: 1, when: 'before' });
    const port = crasher.wrap({ publish: async () => 'published' });
    await assert.rejects(port.publish(), Crash);
    await assert.rejects(port.publish(), Crash);
    crasher.restart();
    assert.equal(await port.publish(), 'published');
  });
});
