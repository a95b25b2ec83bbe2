import { sweepEverySeconds } from '../../shared/topology.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Logger } from '../system/log.ts';
import type { LocalQueue } from './queue/sqlite-queue.ts';
import type { LocalStore } from './store/sqlite-store.ts';

/** What S3's lifecycle rules do on AWS: objects that only had to exist for a while. */
const lifecycle = [
  { prefix: 'wake/', days: 1, latest: true },
  { prefix: 'slots/', days: 8, latest: true },
  { prefix: 'keys/', days: 1, latest: true },
  { prefix: '', days: 1, latest: false }, // versions that were written over
] as const;
const deadLetterDays = 14;

const lifecycleEverySweeps = 60;

export interface Housekeeping {
  store: Pick<LocalStore, 'expire'>;
  queue: Pick<LocalQueue, 'expireDeadLetters'>;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
  sweep: () => Promise<void>;
}

/** The sweep once a minute, the lifecycle at once and then once an hour, until `signal` aborts. */
export async function keepHouse(house: Housekeeping): Promise<void> {
  const { clock, log, signal } = house;
  for (let round = 0; !signal.aborted; round++) {
    if (round > 0)
      await house.sweep().catch((error: unknown) => log.error('sweep failed', { stage: 'sweep', error }));
    if (round % lifecycleEverySweeps === 0)
      await expire(house).catch((error: unknown) => log.error('lifecycle failed', { stage: 'sweep', error }));
    await clock.sleep(sweepEverySeconds, signal);
  }
}

async function expire({ store, queue, clock }: Housekeeping): Promise<void> {
  const daysAgo = (days: number): Date => new Date(clock.now().getTime() - days * 86_400_000);
  for (const { prefix, days, latest } of lifecycle)
    await store.expire({ prefix, olderThan: daysAgo(days), latest });
  await queue.expireDeadLetters(daysAgo(deadLetterDays));
}
