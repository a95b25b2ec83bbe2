import { fork } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { RetryableError } from '../../../shared/errors.ts';
import type { WorkerAnswer, WorkerRequest, WorkerSettings } from './query-protocol.ts';

/** The host's side of one query worker. */
export interface QueryWorker {
  readonly scratch: string;
  readonly dataVersion: string;
  /** Resolves with its answer, or with null when it was gone before it answered. One request at a time. */
  ask(request: WorkerRequest): Promise<WorkerAnswer | null>;
  /** Ends the process, whatever it is doing. Resolves when it is gone. */
  kill(): Promise<void>;
  readonly gone: Promise<void>;
  /** False once it was told to end, or has ended. */
  readonly usable: () => boolean;
}

const script = fileURLToPath(new URL('query-worker.ts', import.meta.url));

/** Starts a worker with an environment of its own: nothing of the host's, which may hold credentials. */
export async function startQueryWorker(
  settings: WorkerSettings & { dataVersion: string },
): Promise<QueryWorker> {
  await mkdir(settings.scratch, { recursive: true });
  const child = fork(script, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { TZ: 'UTC' },
    serialization: 'advanced',
  });
  let waiting: ((answer: WorkerAnswer | null) => void) | null = null;
  const settle = (answer: WorkerAnswer | null) => {
    const resolve = waiting;
    waiting = null;
    resolve?.(answer);
  };
  const ready = new Promise<WorkerAnswer | null>((resolve) => (waiting = resolve));
  let usable = true;
  const gone = new Promise<void>((resolve) => {
    const over = () => {
      usable = false;
      settle(null);
      void rm(settings.scratch, { recursive: true, force: true }).then(resolve, () => resolve());
    };
    child.once('exit', over);
    child.once('error', over);
  });
  const end = () => {
    usable = false;
    child.kill('SIGKILL');
  };
  child.on('message', (answer: WorkerAnswer) => {
    if (answer.kind === 'failed' && answer.fatal) end();
    settle(answer);
  });
  const tell = (message: WorkerSettings | WorkerRequest) => {
    if (child.connected) child.send(message, () => undefined);
  };
  const { dataVersion, ...own } = settings;
  tell(own);
  if ((await ready) === null) throw new RetryableError('a query worker could not be started');
  return {
    scratch: settings.scratch,
    dataVersion,
    gone,
    usable: () => usable,
    ask: (request) =>
      new Promise((resolve) => {
        if (!child.connected) return resolve(null);
        waiting = resolve;
        tell(request);
      }),
    async kill() {
      end();
      await gone;
    },
  };
}
