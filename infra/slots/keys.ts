/** Object keys of the pool. Claim and mailbox of a slot are the run's business: `shared/run/keys.ts`. */

/** How the slot's container is to be launched: written before it is, so that a replay launches the same. */
export const openingKey = (slot: string): string => `slots/${slot}/opening`;
/** The launcher's handle, once it was launched. */
export const launchedKey = (slot: string): string => `slots/${slot}/launched`;
/** Given up: whoever is about to launch the slot does not, or stops it again. */
export const overKey = (slot: string): string => `slots/${slot}/over`;

/**
 * Each place of a warm slot has generations, the highest of which counts; the object holds the slot's id. Of two that
 * want to fill a place one writes the next generation. The highest is never deleted, so no number comes twice.
 */
export const waitingPrefix = 'waiting/';
export const waitingKey = (place: number, generation: number): string =>
  `${waitingPrefix}${String(place).padStart(4, '0')}/${String(generation).padStart(8, '0')}`;

export function parseWaitingKey(key: string): { place: number; generation: number } | null {
  const match = /^waiting\/(\d{4})\/(\d{8})$/.exec(key);
  return match === null ? null : { place: Number(match[1]), generation: Number(match[2]) };
}

/** A marker per slot that serves a run: what counts against the capacity. */
export const servingPrefix = 'serving/';
export const servingKey = (slot: string): string => `${servingPrefix}${slot}`;
