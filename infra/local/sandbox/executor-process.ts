import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Logger } from '../log.ts';

/** What the supervisor says on its stdout, a JSON line each. */
const eventSchema = z.discriminatedUnion('event', [
  z.looseObject({
    event: z.literal('ready'),
    mode: z.string(),
    /** Which walls of the jail hold here, and which are missing, in words. */
    holds: z.array(z.string()),
    missing: z.array(z.string()),
    image: z.string(),
  }),
  z.looseObject({ event: z.literal('refused'), reason: z.string(), install: z.string() }),
  z.looseObject({ event: z.literal('started'), slot: z.string(), token: z.string() }),
  z.looseObject({ event: z.literal('ended'), slot: z.string(), token: z.string(), outcome: z.string() }),
  z.looseObject({ event: z.literal('closed'), slot: z.string() }),
  z.looseObject({
    event: z.literal('trouble'),
    slot: z.string(),
    token: z.string().nullable(),
    text: z.string(),
  }),
]);
export type ExecutorEvent = z.infer<typeof eventSchema>;

/** What it is told on its stdin. */
export type ExecutorControl =
  { slot: string; mailbox: string } | { stop: string; token: string } | { close: string };

export interface ExecutorProcess {
  send(control: ExecutorControl): void;
  /** Ends the supervisor and, with it, everything that it runs. Resolves when it is gone. */
  close(): Promise<void>;
}

export interface ExecutorProcessOptions {
  interpreter: string;
  /** The folder that holds the Python packages `executor` and `kaiseki`. */
  packages: string;
  log: Logger;
  onEvent: (event: ExecutorEvent) => void;
  onExit: (reason: string) => void;
}

/**
 * Starts the supervisor with an environment of its own: nothing of the host's, which may hold credentials. It ends when
 * its stdin does, so it cannot outlive the host, however that ends.
 */
export function startExecutorProcess({
  interpreter,
  packages,
  log,
  onEvent,
  onExit,
}: ExecutorProcessOptions): ExecutorProcess {
  const child = spawn(interpreter, ['-B', '-m', 'executor', 'serve'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONPATH: packages },
  });
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => finish(`it could not be started: ${error.message}`, resolve));
    child.once('exit', (code, signal) => finish(`it ended with ${signal ?? `code ${code}`}`, resolve));
  });
  let over = false;
  function finish(reason: string, resolve: () => void): void {
    if (over) return;
    over = true;
    onExit(reason);
    resolve();
  }

  child.stdin.on('error', () => undefined); // a broken pipe is reported by 'exit'
  createInterface({ input: child.stdout }).on('line', (line) => {
    const parsed = eventSchema.safeParse(safeJson(line));
    if (parsed.success) onEvent(parsed.data);
    else log.warn('the executor said something unknown', { stage: 'executor-dispatch' });
  });
  forwardLog(child, log);

  return {
    send(control) {
      if (!over) child.stdin.write(`${JSON.stringify(control)}\n`);
    },
    async close() {
      child.stdin.end();
      const killer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await exited;
      clearTimeout(killer);
    },
  };
}

/** The supervisor logs infrastructure only; programs' output never takes this way. */
function forwardLog(child: ChildProcess, log: Logger): void {
  if (child.stderr === null) return;
  createInterface({ input: child.stderr }).on('line', (line) =>
    log.info('executor', { stage: 'executor-dispatch', line: line.slice(0, 2_000) }),
  );
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
