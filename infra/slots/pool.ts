import type { Clock } from '../../shared/ports/clock.ts';
import type { Ids } from '../../shared/ports/ids.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Sandbox } from '../../shared/ports/sandbox.ts';
import { sha256 } from '../../shared/run/keys.ts';
import { servingPrefix } from './keys.ts';
import { createPromises } from './promises.ts';
import type { SlotLauncher } from './launcher.ts';
import { createPlaces, type Place } from './places.ts';
import { createSlots, neverLaunched } from './slot.ts';

export interface SlotPoolSettings {
  /** Containers that wait for a run; 0 is allowed. */
  warmSlots: number;
  /** Containers at once, waiting ones included. Callers in several processes may exceed it by as many as they are. */
  capacity: number;
  /** How long a slot takes assignments: less than its signer's session. */
  slotSeconds: number;
  /** The usual time from a run's claim to its deadline: a waiting slot that has less left is replaced. */
  runSeconds: number;
}

export interface SlotPoolPorts {
  store: ObjectStore;
  ids: Ids;
  clock: Clock;
  launcher: SlotLauncher;
  /** A waiting slot could not be seen to; the next refill tries again. */
  onTrouble: (error: unknown) => void;
}

export interface SlotPool extends Omit<Sandbox, 'refusal'> {
  /** Replaces what waits and was claimed, ended, or is near its end. For the sweep; may be called at any time. */
  refill(): Promise<void>;
  /** Resolves when no refill is under way. A claim sets one going and does not wait for it. */
  settled(): Promise<void>;
}

/** Beyond a run's deadline, for clocks that differ. */
const graceSeconds = 60;

/** A marker of a slot that serves is believed this long beyond the slot's life: its last program has ended by then. */
const servingGraceSeconds = 3_600;

/**
 * Single-use containers, some of which wait for work. The pool remembers nothing that matters: all its state is in the
 * object store, so it works where every call is another process, and a crash costs at most a container's own lifetime.
 * A slot serves one run: the claim on it is written once and never taken back.
 */
export function createSlotPool(ports: SlotPoolPorts, settings: SlotPoolSettings): SlotPool {
  const { store, ids, launcher, onTrouble } = ports;
  const { warmSlots, capacity, slotSeconds, runSeconds } = settings;
  const slots = createSlots(store, launcher);
  const places = createPlaces(store, ids);
  const promises = createPromises(ports.clock);
  const expiryOf = (openedAt: Date): Date => new Date(openedAt.getTime() + slotSeconds * 1000);
  const lasts = ({ openedAt }: Place, until: Date): boolean =>
    expiryOf(openedAt).getTime() >= until.getTime() + graceSeconds * 1000;

  /** Puts a fresh container into a place, if there is room for it and nobody else does. */
  async function open(place: number, generation: number, now: Date): Promise<void> {
    const filled = await places.fill(place, generation);
    if (filled !== null) await slots.launch(filled.slot, expiryOf(filled.openedAt), now);
  }

  let refilling: Promise<void> | null = null;
  let askedAgain = false;
  /** One round at a time; who asks during a round gets another. */
  function refill(): Promise<void> {
    askedAgain = true;
    refilling ??= (async () => {
      try {
        while (askedAgain) {
          askedAgain = false;
          await attempt(fillPlaces, undefined);
        }
      } finally {
        refilling = null;
      }
    })();
    return refilling;
  }

  async function fillPlaces(): Promise<void> {
    const { current, earlier, now } = await places.list();
    for (const one of earlier) await attempt(() => dismiss(one), undefined);
    const kept: Place[] = [];
    for (const one of current) if (await attempt(() => keep(one, now), true)) kept.push(one);
    let busy = 0;
    for (const slot of await serving(now)) if (!(await attempt(() => dropEnded(slot), false))) busy++;
    const room = capacity - busy - kept.length;
    const empty = Array.from({ length: warmSlots }, (_, place) => place).filter(
      (place) => !kept.some((one) => one.place === place),
    );
    for (const place of empty.slice(0, Math.max(0, room))) {
      const last = current.find((one) => one.place === place);
      await attempt(() => open(place, (last?.generation ?? 0) + 1, now), undefined);
    }
  }

  /** One slot that cannot be seen to does not keep the others from it. */
  async function attempt<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      onTrouble(error);
      return otherwise;
    }
  }

  /** Whether the place's slot waits for a run and can go on doing so; if it should not, it is recycled. */
  async function keep(one: Place, now: Date): Promise<boolean> {
    const slot = await places.slotOf(one);
    if (slot === null) return true; // another refill is at it
    const claimant = await slots.claimantOf(slot);
    const isWanted = one.place < warmSlots && lasts(one, new Date(now.getTime() + runSeconds * 1000));
    if (claimant === null && isWanted && (await slots.isFit(slot))) {
      await slots.launch(slot, expiryOf(one.openedAt), now);
      return true;
    }
    // Of a recycler that died in between, the second half.
    if (claimant === null || slots.isRecycled(claimant)) await slots.recycle(slot);
    return false;
  }

  /** A recycled slot had a round's time to read its end. What serves a run is the run's to stop. */
  async function dismiss(one: Place): Promise<void> {
    const slot = await places.slotOf(one);
    const claimant = slot === null ? null : await slots.claimantOf(slot);
    if (slot !== null && claimant === null) return slots.recycle(slot);
    if (slot !== null && slots.isRecycled(claimant)) await slots.stop(slot);
    await places.forget(one);
  }

  /** Slots that serve a run. Markers that nobody removed go when nothing of their slot can be left. */
  async function serving(now: Date): Promise<string[]> {
    const oldest = now.getTime() - (slotSeconds + servingGraceSeconds) * 1000;
    const found: string[] = [];
    for (const { key, lastModified } of await places.serving()) {
      const slot = key.slice(servingPrefix.length);
      if (lastModified.getTime() < oldest) await places.unmarkServing(slot);
      else found.push(slot);
    }
    return found;
  }

  /** Whether the slot's container has ended; then it takes no room any more. */
  async function dropEnded(slot: string): Promise<boolean> {
    const handle = await slots.handleOf(slot);
    if (handle === null || (await launcher.inspect(handle)).status !== 'ended') return false;
    await places.unmarkServing(slot);
    return true;
  }

  return {
    refill,
    settled: async () => void (await refilling),

    async reserve({ runId, deadline }) {
      const { current, now } = await places.list();
      let waiting = 0;
      // Runs that come at once begin at different places.
      for (const one of rotated(current, runId)) {
        const slot = await places.slotOf(one);
        if (slot === null || (await slots.claimantOf(slot)) !== null) continue;
        if (lasts(one, deadline) && promises.give(slot, runId)) return { slot, warm: true };
        waiting++;
      }
      const again = promises.coldOf(runId);
      if (again !== null) return { slot: again, warm: false };
      const busy = (await serving(now)).length + waiting + promises.coldCount();
      return busy < capacity ? { slot: promises.giveCold(ids.next(), runId), warm: false } : null;
    },

    async start({ slot, warm, assignment }) {
      const now = await places.markServing(slot);
      promises.keep(slot);
      const handle = await slots.launch(slot, expiryOf(now), now);
      if (warm) void refill();
      // Whoever waited there may have ended before it had anything to do: that was nobody's try.
      const waited = handle !== neverLaunched && (warm || assignment > 1);
      const over = waited && (await launcher.inspect(handle)).status === 'ended';
      return `${slot} ${over ? neverLaunched : handle}`;
    },

    async inspect(both) {
      const [slot = '', handle = ''] = both.split(/ (.*)/s);
      const state =
        handle === neverLaunched
          ? ({ status: 'ended', counted: false, reason: 'nobody served its slot any more' } as const)
          : await launcher.inspect(handle);
      if (state.status === 'ended') await places.unmarkServing(slot);
      return state;
    },

    async stop({ runId, slot }) {
      // What nobody claimed may still be claimed by a looker of this run that is late: it finds the slot taken.
      if ((await slots.claimantOf(slot)) === null) await slots.recycle(slot);
      if ((await slots.claimantOf(slot)) !== runId) return 'ended';
      const outcome = await slots.stop(slot);
      if (outcome === 'ended') await places.unmarkServing(slot);
      return outcome;
    },
  };
}

function rotated<T>(all: T[], by: string): T[] {
  const from = all.length === 0 ? 0 : Number.parseInt(sha256(by).slice(0, 8), 16) % all.length;
  return [...all.slice(from), ...all.slice(0, from)];
}
