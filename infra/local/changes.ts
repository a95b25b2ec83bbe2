import type { Changes } from '../../shared/ports/changes.ts';

/** Wakes those who wait in this process for a key or a run. */
export interface Notices extends Changes {
  notify(topic: string): void;
  /** Resolves at the next notice of the topic, after `seconds`, or when `signal` aborts. */
  wait(topic: string, seconds: number, signal?: AbortSignal): Promise<void>;
}

export function createNotices(): Notices {
  const waiting = new Map<string, Set<() => void>>();
  return {
    notify(topic) {
      for (const wake of waiting.get(topic) ?? []) wake();
    },
    wait: (topic, seconds, signal) =>
      new Promise((resolve) => {
        const waiters = waiting.get(topic) ?? new Set();
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          waiters.delete(done);
          if (waiters.size === 0) waiting.delete(topic);
          resolve();
        };
        const timer = setTimeout(done, seconds * 1000);
        waiting.set(topic, waiters.add(done));
        signal?.addEventListener('abort', done, { once: true });
        if (signal?.aborted === true) done();
      }),
  };
}
