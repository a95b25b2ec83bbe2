import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { say } from './processes.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param {string} path @returns {Promise<string | null>} */
export const readIfThere = (path) => readFile(path, 'utf8').catch(() => null);

/**
 * What was set up is known by a stamp, written last: it holds a hash of what it was made from.
 * @param {string[]} files relative to the checkout
 */
export async function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(join(root, file)));
  return hash.digest('hex');
}

/** @param {string} path @param {string} text */
export async function stamp(path, text) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

const lockPath = join(root, '.setup.lock');

/**
 * Two commands that were started at once set up one after the other. The lock is a folder that names its owner; an
 * owner that no longer lives (Ctrl-C, a crash) holds nothing.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(work) {
  let said = false;
  while (!(await take())) {
    if (!said) say('Another command is setting up this checkout; waiting for it …');
    said = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  try {
    return await work();
  } finally {
    await rm(lockPath, { recursive: true, force: true });
  }
}

async function take() {
  try {
    await mkdir(lockPath);
    await writeFile(join(lockPath, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  const owner = Number(await readIfThere(join(lockPath, 'pid')));
  if (owner > 0 && !lives(owner)) await rm(lockPath, { recursive: true, force: true });
  return false;
}

/** @param {number} pid */
function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
