import { createSlotPool, type SlotPoolSettings } from '../../../infra/slots/pool.ts';
import type { SandboxLaunch } from '../../../shared/ports/sandbox.ts';
import { slotClaimKey, slotKey } from '../../../shared/run/keys.ts';
import { createCountingIds } from '../../fakes/counting-ids.ts';
import { createMemoryLauncher } from '../../fakes/memory-launcher.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

export const settings: SlotPoolSettings = { warmSlots: 2, capacity: 6, slotSeconds: 3_000, runSeconds: 900 };

type Wrap = <P extends object>(port: P) => P;

/** A pool over a store and a service in memory. `pool()` gives another process of it: nothing is shared but the store. */
export function createSlotWorld(given: Partial<SlotPoolSettings> = {}, wrap: Wrap = (port) => port) {
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const ids = createCountingIds('s');
  const service = createMemoryLauncher(store, () => clock.now());
  const troubles: unknown[] = [];
  const wrapped = { store: wrap(store), launcher: wrap(service.launcher) };

  const makePool = (more: Partial<SlotPoolSettings> = {}, recipe = 'image:1') =>
    createSlotPool(
      {
        store: wrapped.store,
        launcher: { ...methodsOf(wrapped.launcher), recipe: () => Promise.resolve(recipe) },
        ids,
        clock,
        onTrouble: (error) => void troubles.push(error),
      },
      { ...settings, ...given, ...more },
    );
  const deadline = (seconds = 900): Date => new Date(clock.now().getTime() + seconds * 1000);

  /** What executor-dispatch does between the claim and the start. */
  async function deliver(one: Pick<SandboxLaunch, 'token' | 'runId' | 'slot' | 'assignment'>) {
    const { token, runId, slot, assignment } = one;
    const claim = await wrapped.store.put(slotClaimKey(slot), runId, { ifNoneMatch: '*' });
    const owner = new TextDecoder().decode((await wrapped.store.get(slotClaimKey(slot)))?.body);
    if (!claim.written && owner !== runId) return 'taken';
    await wrapped.store.put(slotKey(slot, assignment), JSON.stringify({ end: false, token }), {
      ifNoneMatch: '*',
    });
    return 'delivered';
  }

  return { clock, store, service, troubles, makePool, deadline, deliver };
}

/** A proxy's methods, bound: spreading it would lose them. */
const methodsOf = (launcher: ReturnType<typeof createMemoryLauncher>['launcher']) => ({
  launch: launcher.launch.bind(launcher),
  inspect: launcher.inspect.bind(launcher),
  stop: launcher.stop.bind(launcher),
});

export type SlotWorld = ReturnType<typeof createSlotWorld>;
export type Pool = ReturnType<SlotWorld['makePool']>;

/** A run's way to a slot: reserve, claim, start, and again when another was first. */
export async function launch(world: SlotWorld, pool: Pool, runId: string) {
  for (let n = 1; n <= 30; n++) {
    const reservation = await pool.reserve({ runId, deadline: world.deadline() });
    if (reservation === null) return null;
    const one = { ...reservation, token: `${runId}/1/s/${n}`, runId, assignment: 1 };
    if ((await world.deliver(one)) === 'taken') continue;
    return { ...one, handle: await pool.start({ ...one, deadline: world.deadline() }) };
  }
  throw new Error(`${runId} came to no slot`);
}
