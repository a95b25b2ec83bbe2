import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * A host in a process group of its own, so that everything in it can be killed at once: `node <script> <state folder>`,
 * which prints its URL first.
 */
export async function startHostProcess(
  script: URL,
  stateDirectory: string,
): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [fileURLToPath(script), stateDirectory], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('no stdout');
  const lines = createInterface({ input: child.stdout });
  const [url] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the host ended with ${code}`))),
  ])) as [string];
  return { process: child, url };
}
