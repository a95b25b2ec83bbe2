import type { LookContext } from '../delivery/step.ts';

/** How long after its limit something may still be on its way before it is stopped for having overrun. */
export const overrunGraceSeconds = 45;

/** A service's API is asked at every fifth look: results and hints come by the store. */
export const asksService = (look: LookContext): boolean => look.wakeSlot % 5 === 0;

export const secondsSince = (iso: string | null, now: Date): number =>
  iso === null ? 0 : (now.getTime() - Date.parse(iso)) / 1000;
