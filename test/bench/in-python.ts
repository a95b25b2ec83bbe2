import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { preparePython } from '../../infra/local/prepare-python.ts';
import type { Measures } from './report.ts';

/**
 * Runs a script of this folder, which prints its measures; what it says meanwhile goes to standard error.
 * @throws Error when it fails: it has said why
 */
export async function measureInPython(script: string, args: string[]): Promise<Measures> {
  const { interpreter } = await preparePython();
  const path = new URL(script, import.meta.url).pathname;
  const child = spawn(interpreter, ['-B', path, ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      KAISEKI_IMAGE: process.env['KAISEKI_IMAGE'],
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${script} ended with status ${String(code)}`);
  return JSON.parse(printed) as Measures;
}
