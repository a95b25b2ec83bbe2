import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { RetryableError } from '../../../shared/errors.ts';
import type { ObjectStore, PutResult } from '../../../shared/ports/object-store.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { ExtractRequest, ExtractState, Warehouse } from '../../../shared/ports/warehouse.ts';
import { limitedSql } from './limited-sql.ts';
import { openSnapshots } from './snapshots.ts';
import { createWorkerPool } from './worker-pool.ts';
import { startQueryWorker, type QueryWorker } from './worker-process.ts';

export interface DuckDbWarehouseOptions {
  inputDirectory: string;
  stateDirectory: string;
  store: Pick<ObjectStore, 'put'>;
  /** Moves a finished file into the object store. */
  adopt: (key: string, path: string) => Promise<PutResult>;
  clock: Clock;
  /** A hint: the query of this run has ended. */
  onEnded: (runId: string) => void;
  /** Processes that run queries, and what each may hold. */
  workers?: number;
  memoryBytes?: number;
}

interface Job {
  request: ExtractRequest;
  state: ExtractState;
  stopped: boolean;
  worker: QueryWorker | null;
}

const explainSeconds = 20;
const rememberedJobs = 5_000;
/** What all queries together may spill to the disk that holds the state. */
const spillBytes = 20 * 2 ** 30;

/**
 * DuckDB over a folder of CSV and Parquet files. Queries run in child processes on immutable, read-only snapshots of the
 * data and are killed with their process; everything dies with the host, so the work of an earlier host has ended.
 * @throws InvalidInputError when the input folder cannot be read
 */
export async function createDuckDbWarehouse(
  options: DuckDbWarehouseOptions,
): Promise<Warehouse & { close(): Promise<void> }> {
  const { store, clock } = options;
  const boot = randomUUID();
  const directory = join(options.stateDirectory, 'warehouse');
  const scratch = join(options.stateDirectory, 'warehouse-scratch');
  await rm(scratch, { recursive: true, force: true });
  const size = options.workers ?? availableParallelism() + 2;
  const memoryBytes = options.memoryBytes ?? memoryShare(size);
  const snapshots = await openSnapshots(options.inputDirectory, directory);
  const pool = createWorkerPool({ size, start: startWorker });
  const jobs = new Map<string, Job>();

  async function startWorker(dataVersion: string): Promise<QueryWorker | null> {
    const database = await snapshots.databaseOf(dataVersion);
    if (database === null) return null;
    const threads = availableParallelism();
    return startQueryWorker({
      database,
      dataVersion,
      scratch: join(scratch, randomUUID()),
      memoryBytes,
      spillBytes: spillBytes / size,
      threads,
    });
  }

  pool.warm((await snapshots.current()).dataVersion);

  async function run(job: Job): Promise<void> {
    const { request } = job;
    const state = await pool
      .use(
        request.dataVersion,
        (worker) => extract(job, worker),
        () => job.stopped,
      )
      .catch((error: unknown): ExtractState =>
        ended(true, `the host could not keep the result: ${String(error)}`),
      );
    job.worker = null;
    job.state = job.stopped
      ? ended(true, 'it was stopped')
      : (state ?? ended(true, 'the data that it was planned on is no longer there'));
    forgetOld(jobs);
    options.onEnded(request.runId);
  }

  async function extract(job: Job, worker: QueryWorker): Promise<ExtractState> {
    const { sql, limits, prefix } = job.request;
    job.worker = worker;
    const parquet = join(worker.scratch, `${randomUUID()}.parquet`);
    const timer = new AbortController();
    let late = false;
    void clock.sleep(limits.seconds, timer.signal).then(() => {
      if (timer.signal.aborted) return;
      late = true;
      void worker.kill();
    });
    const answer = await worker.ask({
      kind: 'extract',
      sql: await limitedSql(sql, limits.rows),
      parquet,
      maxRows: limits.rows,
      maxBytes: limits.bytes,
    });
    timer.abort('over');
    if (late)
      return { status: 'failed', class: 'time', message: `The query took longer than ${limits.seconds} s` };
    if (answer?.kind === 'failed') return { status: 'failed', class: answer.class, message: answer.message };
    if (answer?.kind !== 'extracted') return ended(true, 'its process died');
    await options.adopt(`${prefix}data.parquet`, parquet);
    await store.put(`${prefix}result.json`, JSON.stringify(answer.extract), {
      contentType: 'application/json',
    });
    return { status: 'succeeded' };
  }

  return {
    dialect: 'duckdb',
    catalog: () => snapshots.current(),

    async explain(sql, dataVersion) {
      const answer = await pool.use(dataVersion, async (worker) => {
        const timer = new AbortController();
        let late = false;
        void clock.sleep(explainSeconds, timer.signal).then(() => {
          if (timer.signal.aborted) return;
          late = true;
          void worker.kill();
        });
        const explained = await worker.ask({ kind: 'explain', sql });
        timer.abort('over');
        return explained ?? (late ? 'late' : 'died');
      });
      if (answer === null) throw new RetryableError('the data has changed meanwhile');
      if (answer === 'died') throw new RetryableError('the process that plans queries died');
      if (answer === 'late') return `It could not be planned within ${explainSeconds} s`;
      if (answer.kind === 'explained') return answer.problem;
      return answer.kind === 'failed' ? answer.message : null;
    },

    async start(request) {
      const handle = `${boot}/${request.token}`;
      if (jobs.has(request.token)) return handle;
      const job: Job = { request, state: { status: 'running' }, stopped: false, worker: null };
      jobs.set(request.token, job);
      void run(job);
      return handle;
    },

    async inspect(handle) {
      if (!handle.startsWith(`${boot}/`)) return ended(false, 'the host restarted');
      return jobs.get(handle.slice(boot.length + 1))?.state ?? ended(true, 'it ended long ago');
    },

    async stop(token) {
      const job = jobs.get(token);
      if (job === undefined) {
        // Nothing outlives the host, so what this host does not know does not run; and it shall not start any more.
        jobs.set(token, stoppedBefore);
        return 'ended';
      }
      if (job.state.status !== 'running') return 'ended';
      job.stopped = true;
      await job.worker?.kill();
      return 'stopping';
    },

    async close() {
      await pool.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

const ended = (counted: boolean, reason: string): ExtractState => ({ status: 'ended', counted, reason });

const stoppedBefore: Job = {
  request: {
    token: '',
    runId: '',
    sql: '',
    dataVersion: '',
    prefix: '',
    limits: { rows: 0, bytes: 0, seconds: 0 },
  },
  state: ended(true, 'it was stopped before it began'),
  stopped: true,
  worker: null,
};

/** Half of the machine for queries, as far as that helps. */
const memoryShare = (workers: number): number =>
  Math.min(Math.max(totalmem() / 2 / workers, 512 * 2 ** 20), 4 * 2 ** 30);

function forgetOld(jobs: Map<string, Job>): void {
  for (const [token, job] of jobs) {
    if (jobs.size <= rememberedJobs) return;
    if (job.state.status !== 'running') jobs.delete(token);
  }
}
