import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
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

const checkoutLock = join(root, '.setup.lock');

/** The process id is not enough to tell who holds the lock. */
const me = `${process.pid} ${randomUUID()}`;

/**
 * Two commands that were started at once set up one after the other. The lock is a file that names its owner,
 * linked into place with the name in it; an owner that no longer lives (Ctrl-C, a crash) holds nothing.
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} [lockPath]
 * @returns {Promise<T>}
 */
export async function alone(work, lockPath = checkoutLock) {
  let said = false;
  while (!(await take(lockPath))) {
    if (!said)
      say(
        `Another command is setting up this checkout; waiting for it (if there is none, delete ${lockPath}) …`,
      );
    said = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  try {
    return await work();
  } finally {
    await rm(lockPath, { force: true });
  }
}

/** @param {string} lockPath */
async function take(lockPath) {
  const mine = `${lockPath}.${randomUUID()}`;
  await writeFile(mine, me);
  try {
    await link(mine, lockPath);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  } finally {
    await rm(mine, { force: true });
  }
  const owner = await readIfThere(lockPath);
  if (owner !== null && !lives(owner)) await rm(lockPath, { force: true });
  return false;
}

/** @param {string} owner */
function lives(owner) {
  const pid = Number.parseInt(owner, 10);
  // A container gives the same few process ids again and again: this one's own, with another name, is of the past.
  if (pid === process.pid) return owner === me;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
