import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run, setUp } from './processes.mjs';
import { alone, fingerprint, readIfThere, root, stamp } from './stamps.mjs';

const environment = join(root, '.venv-dspy');
const interpreter = join(environment, 'bin', 'python');
const lock = 'shared/dspy/python/requirements.lock';
const stampPath = join(environment, '.kaiseki-dspy');

/**
 * Makes the virtual environment in which prompts are compiled and optimised, unless it is there: DSPy is no part of what
 * users or programs run. Its lock leaves out a dependency on purpose (litellm), so nothing but the lock is installed.
 * @param {string} python the interpreter of the tests' environment, which has the installer beside it
 * @returns {Promise<string>} the new environment's interpreter
 */
export async function prepareDspyEnvironment(python) {
  const wanted = await fingerprint([lock]);
  const isThere = async () => (await readIfThere(stampPath)) === wanted && existsSync(interpreter);
  if (await isThere()) return interpreter;
  await alone(async () => {
    if (await isThere()) return;
    await setUp('installing DSPy (about 11 MB to download, once)', 'DSPy is ready', async () => {
      await rm(environment, { recursive: true, force: true });
      const uv = join(python, '..', 'uv');
      await run(uv, ['venv', '--quiet', '--python', python, environment], { quiet: true });
      const options = ['--no-deps', '--require-hashes', '--only-binary', ':all:', '--compile-bytecode'];
      await run(
        uv,
        ['pip', 'install', '--quiet', '--python', interpreter, ...options, '-r', join(root, lock)],
        {
          quiet: true,
        },
      );
    });
    await stamp(stampPath, wanted);
  });
  return interpreter;
}
