import type { Clock } from '../../shared/ports/clock.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  // An aborted sleep is over early, not an error: nothing is thrown, which would cost more than the sleep.
  sleep: (seconds, signal) =>
    new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, seconds * 1000);
      signal?.addEventListener('abort', wake, { once: true });
      if (signal?.aborted === true) wake();
    }),
};
