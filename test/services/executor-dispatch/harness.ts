import { lookAtRun } from '../../../shared/delivery/look.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import type { Limits } from '../../../shared/run/limits.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import type { Run } from '../../../shared/run/run.ts';
import { createExecutorDispatch } from '../../../services/executor-dispatch/step.ts';
import { createMemoryBus } from '../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../fakes/memory-queue.ts';
import { createMemorySandbox } from '../../fakes/memory-sandbox.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { createMemoryWarehouse } from '../../fakes/memory-warehouse.ts';
import { writePlannedRun } from '../../fakes/planned-run.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

/** executor-dispatch over doubles of its ports, and a run that was just planned. */
export async function createHarness(
  plan: Plan,
  options: Parameters<typeof createMemorySandbox>[0] & { limits?: Partial<Limits> } = {},
) {
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const delivery = { store, log: createRunLog(store), bus: createMemoryBus(), queue: createMemoryQueue() };
  const warehouse = createMemoryWarehouse({ store });
  const sandbox = createMemorySandbox(options);
  const definition = createExecutorDispatch({ store, warehouse, sandbox });
  await writePlannedRun(delivery, plan, clock.now(), options.limits);

  const run = async (): Promise<Run> => {
    const reading = await delivery.log.read('r1');
    if (reading === null) throw new Error('the run is gone');
    return reading.run;
  };
  return {
    ...delivery,
    clock,
    warehouse,
    sandbox,
    run,
    /** One look, as a hint would bring it; resolves with the run after it. */
    async look(): Promise<Run> {
      await lookAtRun(delivery, definition, 60, { runId: 'r1' });
      return run();
    },
  };
}
