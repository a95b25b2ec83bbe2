import type { Ids } from '../../../shared/ports/ids.ts';

/** A place where one program at a time can run. */
interface Slot {
  id: string;
  /** The run it is kept for; null while it waits for one. */
  runId: string | null;
  reservedAt: number;
  started: boolean;
}

/**
 * The slots of this machine: which wait, which are kept for a run, and which runs wait for one. A reservation that never
 * starts (its look died or lost its commit) is free again after a while.
 */
export interface SlotTable {
  /** Slots that should be served and are not yet; the caller announces them to the executor. */
  refill(): string[];
  reserve(runId: string): { slot: string; warm: boolean } | null;
  start(slot: string, runId: string): 'served' | 'unserved';
  /** The run that waited longest for the place that is free now, if any. */
  free(slot: string): string | null;
  /** The executor is gone, and its slots with it. */
  clear(): void;
}

const reservationSeconds = 60;

export function createSlotTable(options: { ids: Ids; capacity: number; now: () => number }): SlotTable {
  const { ids, capacity, now } = options;
  const slots = new Map<string, Slot>();
  const waiting = new Set<string>();

  const isFree = (slot: Slot): boolean =>
    slot.runId === null || (!slot.started && now() - slot.reservedAt > reservationSeconds * 1000);

  return {
    refill() {
      const added: string[] = [];
      while (slots.size < capacity) {
        const id = ids.next();
        slots.set(id, { id, runId: null, reservedAt: 0, started: false });
        added.push(id);
      }
      return added;
    },

    reserve(runId) {
      const kept = [...slots.values()].find((slot) => slot.runId === runId && !slot.started);
      const slot = kept ?? [...slots.values()].find(isFree);
      if (slot === undefined) {
        waiting.add(runId);
        return null;
      }
      waiting.delete(runId);
      slots.set(slot.id, { ...slot, runId, reservedAt: now() });
      return { slot: slot.id, warm: true };
    },

    start(id, runId) {
      const served = slots.has(id);
      slots.set(id, { id, runId, reservedAt: now(), started: true });
      return served ? 'served' : 'unserved';
    },

    free(id) {
      slots.delete(id);
      const [next] = waiting;
      if (next !== undefined) waiting.delete(next);
      return next ?? null;
    },

    clear() {
      slots.clear();
    },
  };
}
