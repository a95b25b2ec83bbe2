import type { Clock } from '../../shared/ports/clock.ts';

/** A reservation that was not started by then was not committed. */
const promiseSeconds = 60;

/**
 * What this process promised to runs a moment ago: runs that reserve at the same time get different slots, and together
 * no more than there is room for. Nothing depends on it: without it they would find out at the claim.
 */
export function createPromises(clock: Clock) {
  const given = new Map<string, { runId: string; cold: boolean; until: number }>();
  const forgetOld = (): void => {
    const now = clock.now().getTime();
    for (const [slot, { until }] of given) if (until < now) given.delete(slot);
  };
  const add = (slot: string, runId: string, cold: boolean): void =>
    void given.set(slot, { runId, cold, until: clock.now().getTime() + promiseSeconds * 1000 });

  return {
    /** False when the waiting slot is promised to another run. */
    give(slot: string, runId: string): boolean {
      forgetOld();
      if ((given.get(slot)?.runId ?? runId) !== runId) return false;
      add(slot, runId, false);
      return true;
    },
    giveCold(slot: string, runId: string): string {
      add(slot, runId, true);
      return slot;
    },
    /** The slot that the run was promised and that nobody was launched for yet. */
    coldOf(runId: string): string | null {
      forgetOld();
      return [...given].find(([, one]) => one.cold && one.runId === runId)?.[0] ?? null;
    },
    coldCount: (): number => [...given.values()].filter((one) => one.cold).length,
    /** From here on the store knows of it. */
    keep: (slot: string): void => void given.delete(slot),
  };
}
