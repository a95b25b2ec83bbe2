import type { Clock } from '../../shared/ports/clock.ts';

/** Time that moves only when a test moves it; sleepers wake when it passes their hour. */
export function createVirtualClock(
  start = new Date('2026-01-01T00:00:00.000Z'),
): Clock & { advance(seconds: number): void } {
  let now = start.getTime();
  let sleepers: { until: number; wake: () => void }[] = [];
  return {
    now: () => new Date(now),
    sleep: (seconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true || seconds <= 0) return resolve();
        sleepers.push({ until: now + seconds * 1000, wake: resolve });
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
    advance(seconds) {
      now += seconds * 1000;
      const due = sleepers.filter((one) => one.until <= now);
      sleepers = sleepers.filter((one) => one.until > now);
      for (const one of due) one.wake();
    },
  };
}
