import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf, run, setUp } from './processes.mjs';
import { alone, fingerprint, readIfThere, root, stamp } from './stamps.mjs';

const environment = join(root, '.venv');
const interpreter = join(environment, 'bin', 'python');
const locks = {
  installer: 'executor-image/installer.lock',
  runtime: 'executor-image/requirements.lock',
  development: 'executor-image/requirements-dev.lock',
};
const oldestMinor = 11;

/** Measured by `npm run bench -- --setup` on Linux x64 with Python 3.11. */
const downloads = { runtime: 'about 190 MB', development: 'about 50 MB' };

/**
 * Makes the virtual environment that programs run in, unless it is there.
 * @param {{ development: boolean }} options development: what tests and benchmarks need on top
 * @returns {Promise<{ interpreter: string }>}
 * @throws Error with a sentence that says what to install
 */
export async function preparePythonEnvironment({ development }) {
  await layer('runtime', [locks.installer, locks.runtime], makeEnvironment);
  if (development) await layer('development', [locks.development], async () => undefined);
  return { interpreter };
}

/**
 * @param {'runtime' | 'development'} name
 * @param {string[]} files the locks it is made from
 * @param {() => Promise<void>} first
 */
async function layer(name, files, first) {
  const wanted = await fingerprint(files);
  const stampPath = join(environment, `.kaiseki-${name}`);
  const isThere = async () => (await readIfThere(stampPath)) === wanted && existsSync(interpreter);
  if (await isThere()) return;
  await alone(async () => {
    if (await isThere()) return;
    await setUp(
      `installing Python packages (${downloads[name]} to download, once)`,
      'Python packages are ready',
      async () => {
        await first();
        await installLocked(locks[name]);
      },
    );
    await stamp(stampPath, wanted);
  });
}

async function makeEnvironment() {
  const python = await findPython();
  await rm(environment, { recursive: true, force: true });
  try {
    await run(python, ['-m', 'venv', environment], { quiet: true });
  } catch (error) {
    const help = 'install the venv module of Python (Debian and Ubuntu: apt-get install python3-venv)';
    throw new Error(`A virtual environment cannot be made with ${python}: ${help}.`, { cause: error });
  }
  const args = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--require-hashes',
    '--only-binary',
    ':all:',
  ];
  await run(interpreter, [...args, '-r', join(root, locks.installer)], { quiet: true });
}

/** @param {string} lock */
const installLocked = (lock) =>
  run(
    join(environment, 'bin', 'uv'),
    [
      'pip',
      'install',
      '--quiet',
      '--python',
      interpreter,
      '--require-hashes',
      '--only-binary',
      ':all:',
      '--compile-bytecode',
      '-r',
      join(root, lock),
    ],
    { quiet: true },
  );

async function findPython() {
  for (const name of ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python']) {
    // The interpreter's own path: a version manager's shim on PATH may mean another one tomorrow.
    const answer = await outputOf(name, [
      '-c',
      'import sys; print(sys.version_info[1] if sys.version_info[0] == 3 else 0, getattr(sys, "_base_executable", sys.executable))',
    ]);
    const [minor, ...path] = (answer ?? '').split(' ');
    if (Number(minor) >= oldestMinor) return path.join(' ');
  }
  throw new Error(
    `Programs need Python 3.${oldestMinor} or newer, and none was found. Install it (Debian and Ubuntu: apt-get install python3 python3-venv).`,
  );
}
