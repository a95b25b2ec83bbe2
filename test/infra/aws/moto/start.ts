import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { environments, interpreterOf } from '../../../../infra/setup/environments.mjs';

const program = fileURLToPath(new URL('serve.py', import.meta.url));

export interface Moto {
  url: string;
  /** Forgets buckets, queues and rules. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** moto's server as a process of its own, which ends with this one at the latest. */
export async function startMoto(): Promise<Moto> {
  const interpreter = interpreterOf(environments.moto);
  if (!existsSync(interpreter))
    throw new Error('moto is not installed: `npm run test:aws` installs it and runs the tests that need it');
  const server = spawn(interpreter, ['-B', program], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  server.stderr.on('data', (text: Buffer) => (complaint = (complaint + text.toString()).slice(-4_000)));
  const ended = once(server, 'close');
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('close', () => reject(new Error(`moto did not start: ${complaint}`)));
  });
  return {
    url,
    async reset() {
      const response = await fetch(`${url}/moto-api/reset`, { method: 'POST' });
      if (!response.ok) throw new Error(`moto cannot be reset: ${response.status}`);
    },
    async close() {
      server.stdin.end();
      await ended;
    },
  };
}
