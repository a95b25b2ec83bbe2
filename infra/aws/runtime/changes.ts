import type { Changes } from '../../../shared/ports/changes.ts';
import type { Clock } from '../../../shared/ports/clock.ts';

/** A run is a listing and a read; at one a second a wait of 25 s costs 50 of them, about 0.0001 USD. */
const everySeconds = 1;

/** Functions share no memory, so nobody can be told: whoever waits reads again. */
export const createPollingChanges = (clock: Clock): Changes => ({
  wait: (_runId, seconds, signal) => clock.sleep(Math.min(seconds, everySeconds), signal),
});
