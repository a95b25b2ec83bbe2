import type { SlotLauncher, SlotOpening } from '../../infra/slots/launcher.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { SandboxState } from '../../shared/ports/sandbox.ts';
import { slotKey } from '../../shared/run/keys.ts';

export interface MemoryContainer {
  opening: SlotOpening;
  state: SandboxState;
  /** Token of every assignment that it took. */
  served: string[];
}

/** Containers that only read their mailboxes, in a service that launches one per slot, however often it is asked. */
export function createMemoryLauncher(store: ObjectStore, now: () => Date, recipe = 'image:1') {
  const containers = new Map<string, MemoryContainer>();
  let asked = 0;
  const end = (one: MemoryContainer, counted: boolean, reason: string): void => {
    if (one.state.status !== 'ended') one.state = { status: 'ended', counted, reason };
  };

  async function readMailbox(one: MemoryContainer): Promise<void> {
    const { slot, expiresAt } = one.opening;
    for (;;) {
      const stored = await store.get(slotKey(slot, one.served.length + 1));
      if (stored === null) break;
      const message = JSON.parse(new TextDecoder().decode(stored.body)) as { end: boolean; token?: string };
      if (message.end) return end(one, false, 'told to end');
      one.served.push(message.token ?? '');
    }
    if (one.served.length === 0 && now() >= new Date(expiresAt)) end(one, false, 'its life is over');
  }

  const launcher: SlotLauncher = {
    recipe: () => Promise.resolve(recipe),
    async launch(opening) {
      asked++;
      const known = containers.get(opening.slot);
      if (known !== undefined && JSON.stringify(known.opening) !== JSON.stringify(opening))
        throw new Error(`the slot ${opening.slot} is launched again with other parameters`);
      if (known === undefined)
        containers.set(opening.slot, { opening, state: { status: 'running' }, served: [] });
      return `task of ${opening.slot}`;
    },
    inspect: async (handle) => containers.get(handle.replace('task of ', ''))?.state ?? { status: 'unknown' },
    async stop(slot) {
      const one = containers.get(slot);
      if (one === undefined) return 'unknown';
      end(one, true, 'stopped');
      return 'ended';
    },
  };

  return {
    launcher,
    containers,
    asked: () => asked,
    die: (slot: string) => end(containers.get(slot) as MemoryContainer, true, 'killed'),
    running: () =>
      [...containers.values()].filter((one) => one.state.status === 'running').map((one) => one.opening.slot),
    /** Every running container looks into its mailbox. */
    async poll(): Promise<void> {
      for (const one of containers.values()) if (one.state.status === 'running') await readMailbox(one);
    },
  };
}
