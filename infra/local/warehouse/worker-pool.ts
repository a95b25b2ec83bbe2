import type { QueryWorker } from './worker-process.ts';

/**
 * Query workers, each for one version of the data. A job waits for a free one; an idle worker of an older version gives
 * its place up. Workers that are gone are replaced by the next job, or before it by `warm`.
 */
export interface WorkerPool {
  /** Runs `job` with a worker of that version that nobody else uses meanwhile; null when that version is not there. */
  use<T>(
    dataVersion: string,
    job: (worker: QueryWorker) => Promise<T>,
    cancelled?: () => boolean,
  ): Promise<T | null>;
  warm(dataVersion: string): void;
  close(): Promise<void>;
}

interface Waiting {
  dataVersion: string;
  take: (worker: QueryWorker | null) => void;
  fail: (error: unknown) => void;
}

export function createWorkerPool(options: {
  size: number;
  start: (dataVersion: string) => Promise<QueryWorker | null>;
}): WorkerPool {
  const idle: QueryWorker[] = [];
  const busy = new Set<QueryWorker>();
  const waiting: Waiting[] = [];
  let starting = 0;
  let closed = false;

  /** Gives free workers to who waits, then makes room and starts what is missing. */
  function arrange(): void {
    for (let i = 0; i < waiting.length;) {
      const one = waiting[i];
      const worker = idle.find((candidate) => candidate.dataVersion === one?.dataVersion);
      if (one === undefined || worker === undefined) {
        i++;
        continue;
      }
      waiting.splice(i, 1);
      idle.splice(idle.indexOf(worker), 1);
      busy.add(worker);
      one.take(worker);
    }
    for (const one of waiting.slice(starting)) {
      if (idle.length + busy.size + starting >= options.size) {
        const stale = idle.findIndex((worker) => worker.dataVersion !== one.dataVersion);
        if (stale < 0) return;
        void idle.splice(stale, 1)[0]?.kill();
      }
      void startOne(one.dataVersion);
    }
  }

  async function startOne(dataVersion: string): Promise<void> {
    starting++;
    const started = await options.start(dataVersion).then(
      (worker) => ({ worker }),
      (error: unknown) => ({ error }),
    );
    starting--;
    if ('error' in started || started.worker === null) {
      const i = waiting.findIndex((one) => one.dataVersion === dataVersion);
      const [one] = i < 0 ? [] : waiting.splice(i, 1);
      if ('error' in started) one?.fail(started.error);
      else one?.take(null);
      return arrange();
    }
    const { worker } = started;
    if (closed) return void worker.kill();
    idle.push(worker);
    void worker.gone.then(() => {
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
      if (busy.delete(worker) && !closed) arrange();
    });
    arrange();
  }

  return {
    async use(dataVersion, job, cancelled = () => false) {
      const worker = await new Promise<QueryWorker | null>((take, fail) => {
        waiting.push({ dataVersion, take, fail });
        arrange();
      });
      if (worker === null) return null;
      try {
        return cancelled() ? null : await job(worker);
      } finally {
        // Who is on the way out must not get another job; its place is free when it is gone.
        if (worker.usable() && busy.delete(worker)) {
          idle.push(worker);
          arrange();
        }
      }
    },
    warm(dataVersion) {
      const there = idle.length + busy.size + starting;
      for (let n = there; n < options.size; n++) void startOne(dataVersion);
    },
    async close() {
      closed = true;
      for (const one of waiting.splice(0)) one.take(null);
      await Promise.all([...idle.splice(0), ...busy].map((worker) => worker.kill()));
    },
  };
}
