import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { round } from './statistics.ts';
import type { Measures } from './report.ts';

const run = promisify(execFile);
const checkout = fileURLToPath(new URL('../..', import.meta.url));
const megabyte = 1e6;

/** What a fresh clone downloads and how long its set-up takes, with empty caches: `npm run bench -- --setup`. */
export async function measureSetup(): Promise<Measures> {
  const folder = await mkdtemp(join(tmpdir(), 'kaiseki-setup-'));
  try {
    const clone = join(folder, 'clone');
    await run('git', ['clone', '--quiet', checkout, clone]);
    const caches = {
      npm_config_cache: join(folder, 'npm'),
      UV_CACHE_DIR: join(folder, 'uv'),
      PIP_CACHE_DIR: join(folder, 'pip'),
    };
    const options = { cwd: clone, env: { ...process.env, ...caches } };
    const node = await seconds(() => run('npm', ['run', 'ask', '--', '--help'], options));
    const python = await seconds(() => run(process.execPath, ['-e', preparePython], options));
    // npm keeps the archives as they came; uv unpacks, so the wheels are fetched once more to be weighed.
    const wheels = join(folder, 'wheels');
    const pip = [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--require-hashes',
      '--only-binary',
      ':all:',
      '--no-deps',
      '--dest',
      wheels,
    ];
    for (const lock of ['installer', 'requirements'])
      await run(join(clone, '.venv/bin/python'), [...pip, '-r', `executor-image/${lock}.lock`], options);
    return {
      setupNodeSeconds: round(node),
      setupNodeMegabytes: round((await bytesIn(join(folder, 'npm', '_cacache', 'content-v2'))) / megabyte),
      setupPythonSeconds: round(python),
      setupPythonMegabytes: round((await bytesIn(wheels)) / megabyte),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const preparePython = `import('./infra/setup/python.mjs').then((python) => python.preparePythonEnvironment({ development: false }))`;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    const stats = await stat(join(folder, name));
    if (stats.isFile()) bytes += stats.size;
  }
  return bytes;
}
