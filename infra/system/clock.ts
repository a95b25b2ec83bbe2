import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../shared/ports/clock.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (seconds, signal) => {
    // An aborted sleep is over early, not an error.
    await delay(seconds * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
