import { sweepEverySeconds } from '../../shared/topology.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Logger } from './log.ts';
import type { LocalStore } from './store/sqlite-store.ts';

/** What S3's lifecycle rules do on AWS: objects that only had to exist for a while. */
const lifecycle = [
  { prefix: 'wake/', days: 1, latest: true },
  { prefix: 'slots/', days: 8, latest: true },
  { prefix: 'keys/', days: 1, latest: true },
  { prefix: '', days: 1, latest: false }, // versions that were written over
] as const;

const expireEverySweeps = 60;

/** The sweep once a minute, and the lifecycle once an hour, until `signal` aborts. */
export async function keepHouse(options: {
  store: LocalStore;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
  sweep: () => Promise<void>;
}): Promise<void> {
  const { store, clock, log, signal } = options;
  for (let round = 1; !signal.aborted; round++) {
    await clock.sleep(sweepEverySeconds, signal);
    if (signal.aborted) return;
    await options.sweep().catch((error: unknown) => log.error('sweep failed', { stage: 'sweep', error }));
    if (round % expireEverySweeps !== 0) continue;
    for (const { prefix, days, latest } of lifecycle) {
      const olderThan = new Date(clock.now().getTime() - days * 86_400_000);
      await store
        .expire({ prefix, olderThan, latest })
        .catch((error: unknown) => log.error('lifecycle failed', { stage: 'sweep', error }));
    }
  }
}
