import { ECSClient } from '@aws-sdk/client-ecs';
import { defaultLimits } from '../../../../shared/run/limits.ts';
import { createSlotPool, type SlotPool } from '../../../slots/pool.ts';
import type { Sandbox } from '../../../../shared/ports/sandbox.ts';
import { clientConfig } from '../clients.ts';
import type { Root } from '../root.ts';
import { createEcsLauncher } from './ecs-launcher.ts';

/** Less than the hour that a role's chained session can last at most: the slot's URLs live as long as it does. */
const slotSeconds = 3_000;

export type EcsSandbox = Sandbox & Pick<SlotPool, 'refill' | 'settled'>;

/** Programs in Fargate tasks, one for each run, some of which wait. */
export function createSandbox({ settings, ports, ids, clock, log, count }: Root): EcsSandbox {
  const { warmSlots, capacity } = settings.sandbox;
  const launcher = createEcsLauncher({
    client: new ECSClient(clientConfig()),
    settings: settings.sandbox,
    clock,
  });
  const pool = createSlotPool(
    {
      store: ports.store,
      ids,
      clock,
      launcher,
      onTrouble: (error) => {
        log.error('a waiting slot could not be seen to', { stage: 'executor-dispatch', error });
        count('slotsNotSeenTo');
      },
    },
    { warmSlots, capacity, slotSeconds, runSeconds: defaultLimits.runSeconds },
  );
  return { ...pool, refusal: () => Promise.resolve(null) };
}
