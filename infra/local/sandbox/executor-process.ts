import { spawn } from 'node:child_process';
import type { Logger } from '../../system/log.ts';
import { readExecutor, type ExecutorEvent } from './executor-events.ts';

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
  readExecutor(child, log, onEvent);

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
