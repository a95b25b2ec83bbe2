import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFolder, type FunctionName } from '../../../../infra/aws/functions/names.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const program = fileURLToPath(new URL('function-host.mjs', import.meta.url));

/** What a function did not answer: it was killed, or threw. */
export class FunctionFailed extends Error {
  override name = 'FunctionFailed';
}

/** One deployed function: its execution environments, made when they are needed and used one event at a time. */
export interface DeployedFunction {
  invoke(event: unknown): Promise<unknown>;
  /** Kills whatever executes now; the next event finds a new environment. */
  kill(): void;
  close(): Promise<void>;
  /** Lines of its log. */
  log: string[];
}

export function deploy(name: FunctionName, environment: Record<string, string>): DeployedFunction {
  const idle: ChildProcess[] = [];
  const busy = new Set<ChildProcess>();
  const log: string[] = [];

  async function start(): Promise<ChildProcess> {
    const child = fork(program, [join(root, bundleFolder(name), 'index.mjs')], {
      // Nothing of this process but what a function has.
      env: { PATH: process.env['PATH'] ?? '', AWS_LAMBDA_FUNCTION_NAME: name, ...environment },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => void log.push(text.toString()));
    child.once('exit', () => {
      busy.delete(child);
      const at = idle.indexOf(child);
      if (at >= 0) idle.splice(at, 1);
    });
    busy.add(child);
    await nextMessage(child);
    return child;
  }

  return {
    log,
    async invoke(event) {
      const child = idle.pop() ?? (await start());
      busy.add(child);
      const answered = nextMessage(child);
      child.send({ event });
      const message = await answered;
      busy.delete(child);
      idle.push(child);
      if ('failed' in message) throw new FunctionFailed(`${name}: ${String(message['failed'])}`);
      return message['answer'];
    },
    kill() {
      for (const child of busy) child.kill('SIGKILL');
    },
    async close() {
      await Promise.all(
        [...busy, ...idle].map(
          (child) =>
            new Promise((resolve) => {
              child.once('exit', resolve);
              child.kill('SIGKILL');
            }),
        ),
      );
    },
  };

  /** The next thing it says, or that it ended without a word. */
  function nextMessage(child: ChildProcess): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const ended = () => {
        child.off('message', said);
        reject(new FunctionFailed(`${name} was killed`));
      };
      const said = (message: unknown) => {
        child.off('exit', ended);
        resolve(message as Record<string, unknown>);
      };
      child.once('message', said).once('exit', ended);
    });
  }
}
