import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Capture } from './captured.ts';
import { startEngine } from './engine.ts';

export interface Program {
  /** `namespace:name` to text, as the CLI hands it on; structured values are JSON. `aws:region` is needed. */
  config: Record<string, string>;
  stack?: string;
  preview?: boolean;
  /** From the root of the checkout, or absolute. */
  entry?: string;
}

const project = 'kaiseki';
const root = fileURLToPath(new URL('../../../', import.meta.url));
const runner = fileURLToPath(new URL('../../../node_modules/@pulumi/pulumi/cmd/run', import.meta.url));

/**
 * Runs a Pulumi program by Pulumi's own runner against the fake engine: the entry is the one that `pulumi up` runs.
 * @throws Error when the runner asked for something the engine does not know
 */
export async function runProgram({
  config,
  stack = 'dev',
  preview = false,
  entry = 'infra/aws/index.ts',
}: Program): Promise<Capture> {
  const engine = await startEngine({ project, stack, region: config['aws:region'] ?? '', preview });
  const { address, capture, unknownCalls } = engine;
  try {
    const flags = ['--monitor', address, '--engine', address, '--project', project, '--stack', stack];
    const args = [runner, ...flags, '--pwd', root, ...(preview ? ['--dry-run'] : []), entry];
    capture.exitCode = await run(args, config, capture.messages);
  } finally {
    engine.close();
  }
  // They are registered side by side, in another order every time.
  capture.resources.sort((a, b) => (a.urn < b.urn ? -1 : 1));
  if (unknownCalls.length > 0) throw new Error(`the fake engine does not know ${unknownCalls.join(', ')}`);
  return capture;
}

function run(args: string[], config: Record<string, string>, messages: string[]): Promise<number | null> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env['PATH'], PULUMI_CONFIG: JSON.stringify(config) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => messages.push(text));
  return new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
}
