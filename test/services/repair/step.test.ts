import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { lookAtRun } from '../../../shared/delivery/look.ts';
import { planSchema, type Plan } from '../../../shared/plan/plan.ts';
import type { FailureClass } from '../../../shared/ports/long-work.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import { getRef } from '../../../shared/run/refs.ts';
import type { Run } from '../../../shared/run/run.ts';
import { createRepair } from '../../../services/repair/step.ts';
import { createMemoryBus } from '../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../fakes/memory-queue.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { createMemoryWarehouse } from '../../fakes/memory-warehouse.ts';
import { programPlan, writePlannedRun } from '../../fakes/planned-run.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const plan: Plan = {
  ...programPlan,
  parameters: { target: 'kind', simple: false },
  fallbacks: [
    {
      on: 'memory',
      queries: [{ name: 'data', sql: 'SELECT kind FROM things LIMIT 10' }],
      note: 'A sample was used.',
    },
    { on: 'time', parameters: { simple: true }, note: 'A simpler model was used.' },
  ],
};

describe('repair', () => {
  const clock = createVirtualClock();
  let ports: ReturnType<typeof createPorts>;
  const createPorts = () => {
    const store = createMemoryStore(clock);
    const warehouse = createMemoryWarehouse({ store, immediate: true });
    const others = { bus: createMemoryBus(), queue: createMemoryQueue() };
    return { store, log: createRunLog(store), warehouse, clock, ...others };
  };
  beforeEach(() => {
    ports = createPorts();
  });

  /** The run after its last attempt failed so and repair looked at it. */
  async function failAndRepair(run: Run, kind: FailureClass, error = 'too much'): Promise<Run> {
    await ports.log.append(run, { type: 'attempt.failed', class: kind, error, manifest: null }, clock.now());
    await lookAtRun(ports, createRepair(ports), 180, { runId: 'r1' });
    const reading = await ports.log.read('r1');
    assert.ok(reading !== null);
    return reading.run;
  }
  const planOf = (run: Run) => {
    assert.ok(run.plan !== null);
    return getRef(ports.store, run.plan, planSchema);
  };

  it('takes the fallback that fits the limit, and says so', async () => {
    const run = await failAndRepair(await writePlannedRun(ports, plan, clock.now()), 'memory');
    assert.deepEqual([run.state, run.attempt, run.attempts[1]?.note], ['planned', 2, 'A sample was used.']);
    const repaired = await planOf(run);
    assert.deepEqual(repaired.queries, [{ name: 'data', sql: 'SELECT kind FROM things LIMIT 10' }]);
    assert.equal(repaired.program, plan.program);
  });

  it('changes parameters and keeps the rest', async () => {
    const run = await failAndRepair(await writePlannedRun(ports, plan, clock.now()), 'time');
    assert.deepEqual((await planOf(run)).parameters, { target: 'kind', simple: true });
  });

  it('never tries the same remedy twice', async () => {
    const second = await failAndRepair(await writePlannedRun(ports, plan, clock.now()), 'time');
    const third = await failAndRepair(second, 'time');
    assert.equal(third.terminal?.status, 'failed');
    assert.equal(third.terminal?.problem?.title, 'The time limit was reached');
  });

  it('stops at the attempt limit', async () => {
    const run = await writePlannedRun(ports, plan, clock.now(), { attempts: 1 });
    assert.equal((await failAndRepair(run, 'memory')).terminal?.status, 'failed');
  });

  it('ends with the reason when nothing can mend it', async () => {
    const run = await writePlannedRun(ports, plan, clock.now());
    const { terminal } = await failAndRepair(run, 'program', 'ValueError: no rows (line 3)');
    assert.deepEqual(terminal?.problem, {
      code: 'program',
      title: 'The program failed',
      detail: 'ValueError: no rows (line 3)',
    });
  });
});
