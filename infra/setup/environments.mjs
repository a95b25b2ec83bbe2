import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run, setUp } from './processes.mjs';
import { alone, fingerprint, readIfThere, root, stamp } from './stamps.mjs';

/** A Python environment beside the one of programs, of which nothing but its lock is installed. */
/** @typedef {{ name: string, folder: string, lock: string, download: string }} Environment */

/** @type {{ dspy: Environment, moto: Environment }} */
export const environments = {
  /** Compiles and optimises prompts. Its lock leaves out a dependency on purpose (litellm). */
  dspy: {
    name: 'DSPy',
    folder: '.venv-dspy',
    lock: 'shared/dspy/python/requirements.lock',
    download: 'about 11 MB',
  },
  /** Stands for S3, SQS and EventBridge in the tests of their adapters. */
  moto: {
    name: 'moto',
    folder: '.venv-moto',
    lock: 'test/infra/aws/moto/requirements.lock',
    download: 'about 30 MB',
  },
};

/** @param {Environment} environment */
export const interpreterOf = ({ folder }) => join(root, folder, 'bin', 'python');

/**
 * Makes the environment, unless it is there.
 * @param {Environment} environment
 * @param {string} python the interpreter of the tests' environment, which has the installer beside it
 * @returns {Promise<string>} the new environment's interpreter
 */
export async function prepareEnvironment(environment, python) {
  const { name, lock, download } = environment;
  const [folder, interpreter] = [join(root, environment.folder), interpreterOf(environment)];
  const stampPath = join(folder, '.kaiseki');
  const wanted = await fingerprint([lock]);
  const isThere = async () => (await readIfThere(stampPath)) === wanted && existsSync(interpreter);
  if (await isThere()) return interpreter;
  await alone(async () => {
    if (await isThere()) return;
    await setUp(`installing ${name} (${download} to download, once)`, `${name} is ready`, async () => {
      await rm(folder, { recursive: true, force: true });
      const uv = join(python, '..', 'uv');
      await run(uv, ['venv', '--quiet', '--python', python, folder], { quiet: true });
      const options = ['--no-deps', '--require-hashes', '--only-binary', ':all:', '--compile-bytecode'];
      const install = ['pip', 'install', '--quiet', '--python', interpreter, ...options];
      await run(uv, [...install, '-r', join(root, lock)], { quiet: true });
    });
    await stamp(stampPath, wanted);
  });
  return interpreter;
}
