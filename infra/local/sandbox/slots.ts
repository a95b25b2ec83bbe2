import type { Ids } from '../../../shared/ports/ids.ts';

/** A place where one program at a time can run. */
interface Slot {
  /** The run it is kept for; null while it waits for one. Once claimed it never serves another. */
  runId: string | null;
  reservedAt: number;
  started: boolean;
}

/** The slots of this machine: which wait, which are kept for a run, and which runs wait for one. */
export interface SlotTable {
  /** Slots that should be served and are not yet; the caller announces them to the executor. */
  refill(): string[];
  reserve(runId: string): { slot: string; warm: boolean } | null;
  start(slot: string, runId: string): 'served' | 'unserved';
  /** Slots whose reservation never started: its look died or lost its commit. They may hold an assignment, so nobody else gets them. */
  stale(): string[];
  /** Takes the slot out, whoever has it; false when it is not there. */
  drop(slot: string): boolean;
  /** Whether the slot is kept for that run. */
  holds(slot: string, runId: string): boolean;
  /** The run that waited longest for a place, if any; it waits no longer. */
  nextWaiting(): string | null;
  /** The executor is gone, and its slots with it. */
  clear(): void;
}

const reservationSeconds = 60;

export function createSlotTable(options: { ids: Ids; capacity: number; now: () => number }): SlotTable {
  const { ids, capacity, now } = options;
  const slots = new Map<string, Slot>();
  const waiting = new Set<string>();
  const find = (fits: (slot: Slot) => boolean): string | undefined =>
    [...slots].find(([, slot]) => fits(slot))?.[0];

  return {
    refill() {
      const added: string[] = [];
      while (slots.size < capacity) {
        const id = ids.next();
        slots.set(id, { runId: null, reservedAt: 0, started: false });
        added.push(id);
      }
      return added;
    },

    reserve(runId) {
      const slot = find((one) => one.runId === runId && !one.started) ?? find((one) => one.runId === null);
      if (slot === undefined) {
        waiting.add(runId);
        return null;
      }
      waiting.delete(runId);
      slots.set(slot, { runId, reservedAt: now(), started: false });
      return { slot, warm: true };
    },

    start(slot, runId) {
      const served = slots.has(slot);
      slots.set(slot, { runId, reservedAt: now(), started: true });
      return served ? 'served' : 'unserved';
    },

    stale: () =>
      [...slots]
        .filter(
          ([, { runId, started, reservedAt }]) =>
            runId !== null && !started && now() - reservedAt > reservationSeconds * 1000,
        )
        .map(([slot]) => slot),

    drop: (slot) => slots.delete(slot),
    holds: (slot, runId) => slots.get(slot)?.runId === runId,

    nextWaiting() {
      const [next] = waiting;
      if (next !== undefined) waiting.delete(next);
      return next ?? null;
    },

    clear() {
      slots.clear();
    },
  };
}
