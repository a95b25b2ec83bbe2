import assert from 'node:assert/strict';
import { composeStages } from '../../infra/stages/all.ts';
import { sweep } from '../../services/sweep/sweep.ts';
import { withoutModel, type ModelSettings } from '../../shared/model/settings.ts';
import type { Plan } from '../../shared/plan/plan.ts';
import type { Look, Queue } from '../../shared/ports/queue.ts';
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

export const plans: Record<string, Plan> = {
  query: queryPlan,
  program: { ...programPlan, queries: [{ name: 'data', sql: 'SELECT kind FROM things' }] },
};

export type World = Awaited<ReturnType<typeof createWorld>>;

/**
 * Every stage on doubles of the ports, and the run `r1`, just accepted. The stages see the ports through `wrap`, which
 * may count, kill, delay; what the world itself holds is bare.
 */
export async function createWorld(
  plan: Plan,
  wrap: <P extends object>(port: P) => P,
  /** `late`: queries and programs go on until `finishWork`, else they are over as soon as they start. */
  { late = false, models = withoutModel }: { late?: boolean; models?: ModelSettings } = {},
) {
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const wakes: string[] = [];
  const memoryQueue = createMemoryQueue();
  const queue: typeof memoryQueue = {
    ...memoryQueue,
    send(stage, look, options) {
      if (look.wake !== undefined) wakes.push(`${look.wake.seq}/${look.wake.slot}`);
      return memoryQueue.send(stage, look, options);
    },
  };
  const published: PublishedEvent[] = [];
  const running: (() => Promise<void>)[] = [];
  const warehouse = createMemoryWarehouse({ store, immediate: !late });
  const sandbox = createMemorySandbox({
    onStart: async ({ token }) => {
      const [runId, attempt, , launch] = token.split('/');
      const key = `runs/${runId}/attempts/${attempt}/${launch}/result.json`;
      const finish = async () => void (await store.put(key, JSON.stringify(manifestOf(token))));
      if (late) running.push(finish);
      else await finish();
    },
  });
  const bus = {
    async publish(event: PublishedEvent) {
      published.push(event);
      const takers = queuedStages.filter((one) => (topology[one].consumes as string[]).includes(event.type));
      for (const stage of takers) await queue.send(stage, { runId: event.runId });
    },
  };
  const wrapped = { store: wrap(store), bus: wrap(bus), queue: wrap<Queue>(queue) };
  const ports = {
    ...wrapped,
    log: createRunLog(wrapped.store),
    clock,
    warehouse: wrap(warehouse),
    sandbox: wrap(sandbox),
  };
  let planned = 0;
  const handlers = composeStages(ports, {
    // As a model would, it never says the same twice.
    planPrompt: async () => ({ plan: { ...plan, title: `${plan.title} ${++planned}` } }),
    models: models.model === null ? models : { ...models, model: wrap(models.model) },
    notifier: { secret: 'whsec_c2VjcmV0', allowLoopback: false },
  });
  const log = createRunLog(store);
  await accept();

  /** What ingest does; its own crashes are its own tests'. */
  async function accept(): Promise<void> {
    const words = { prompt: 'p', parentRunId: null, webhookUrl: null };
    const request = await putRef(store, requestKey('r1'), words);
    await markOpen(store, { id: 'r1', principal: 'local' });
    await openIndexEntry(store, { id: 'r1', principal: 'local', acceptedAt: clock.now() });
    const run = await log.append(null, { ...accepted, request }, clock.now());
    assert.ok(run !== null);
    await publishEvent(
      { publish: () => queue.send('planner', { runId: 'r1' }) },
      run,
      'run.accepted',
      clock.now(),
    );
  }

  return {
    clock,
    store,
    queue,
    bus,
    log,
    warehouse,
    sandbox,
    published,
    /** Every wake-up that was sent, as `seq/slot`. */
    wakes,
    isClosed: async () => (await log.read('r1'))?.run.state === 'closed',
    handle: (stage: string, look: Look) => handlers[stage as keyof typeof handlers](look),
    async sweep(): Promise<void> {
      for (const { error } of await sweep(ports, true)) throw error;
    },
    /** What runs comes to its result. */
    async finishWork(): Promise<void> {
      const finishing = running.splice(0);
      for (const { token } of warehouse.started)
        if (late && (await warehouse.inspect(token)).status === 'running') await warehouse.succeed(token);
      for (const finish of finishing) await finish();
    },
  };
}
