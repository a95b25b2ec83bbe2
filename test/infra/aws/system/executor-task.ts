import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RunningContainer } from '../../../fakes/aws/ecs.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** What a Fargate task runs: the executor itself, with nothing but the task's environment. */
export function runExecutor(
  environment: Record<string, string>,
  log: (line: string) => void,
): RunningContainer {
  const child = spawn(`${root}.venv/bin/python`, ['-B', '-m', 'executor', 'slot'], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONPATH: `${root}executor-image`, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => log(text.toString()));
  return {
    stop: () => void child.kill('SIGTERM'),
    ended: once(child, 'close').then(([code]) => (code as number | null) ?? 137),
  };
}
