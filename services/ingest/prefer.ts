import type { Changes } from '../../shared/ports/changes.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { IngestSettings } from './ports.ts';

/** RFC 7240: the seconds of `Prefer: wait=25`, 0 without. Preferences that are not understood are ignored. */
export function waitSeconds(
  prefer: string | undefined,
  { longestWaitSeconds }: Pick<IngestSettings, 'longestWaitSeconds'>,
): number {
  const [, seconds] = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?(?=$|[,;\s])/i.exec(prefer ?? '') ?? [];
  return Math.min(Number(seconds ?? 0), longestWaitSeconds);
}

export const appliedWait = (seconds: number): Record<string, string> =>
  seconds === 0 ? {} : { 'preference-applied': `wait=${seconds}` };

/**
 * Reads until `done(reading)` or the time is over, and returns the last reading. The notice is asked for before the
 * read: what changes in between is not missed.
 */
export async function readUntil<T>(
  ports: { changes: Changes; clock: Clock },
  options: { runId: string; seconds: number; signal: AbortSignal; everySeconds: number },
  read: () => Promise<T>,
  done: (reading: T) => boolean,
): Promise<T> {
  const until = ports.clock.now().getTime() + options.seconds * 1000;
  for (;;) {
    const left = (until - ports.clock.now().getTime()) / 1000;
    if (left <= 0 || options.signal.aborted) return read();
    const enough = new AbortController();
    const changed = ports.changes.wait(
      options.runId,
      Math.min(left, options.everySeconds),
      AbortSignal.any([enough.signal, options.signal]),
    );
    try {
      const reading = await read();
      if (done(reading)) return reading;
      await changed;
    } finally {
      enough.abort('enough');
    }
  }
}
