import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { InvalidInputError } from '../../shared/errors.ts';

/** The folder that holds everything a host remembers, and that at most one host uses at a time. */
export interface StateDirectory {
  path: string;
  release(): void;
}

/**
 * Makes the folder if it is missing and takes it: the lock is the operating system's, held by an open SQLite
 * transaction, so it is gone the moment its process is, however that ended.
 * @throws InvalidInputError when the folder cannot be written, or another host has it
 */
export async function takeStateDirectory(directory: string): Promise<StateDirectory> {
  const path = resolve(directory);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.W_OK | constants.X_OK);
    await writeFile(join(path, '.gitignore'), '*\n');
  } catch (error) {
    throw unwritable(path, error);
  }
  let lock: DatabaseSync | null = null;
  try {
    lock = new DatabaseSync(join(path, 'lock.db'), { timeout: 0 });
    lock.exec('begin exclusive');
  } catch (error) {
    lock?.close();
    if ((error as SqliteError).errcode === sqliteBusy) throw new StateInUseError(path, error);
    throw unwritable(path, error);
  }
  const taken = lock;
  return { path, release: () => taken.close() };
}

/** Another process holds the folder; it lets go when it ends. */
export class StateInUseError extends InvalidInputError {
  constructor(path: string, cause: unknown) {
    super(
      `Another Kaiseki host uses the state folder ${path}: use that one, or give this one another with --state DIR`,
      {},
      { cause },
    );
  }
}

type SqliteError = Error & { errcode?: number; errstr?: string };
const [sqliteBusy, sqliteFull] = [5, 13];

const unwritable = (path: string, error: unknown): InvalidInputError =>
  new InvalidInputError(
    `The state folder ${path} cannot be written (${codeOf(error)}): ${advice(error)}`,
    {},
    { cause: error },
  );

const codeOf = (error: unknown): string =>
  (error as SqliteError).errstr ?? (error as NodeJS.ErrnoException).code ?? String(error);

const advice = (error: unknown): string =>
  codeOf(error) === 'ENOSPC' || (error as SqliteError).errcode === sqliteFull
    ? 'free some space on its disk'
    : 'change its permissions, or choose another with --state DIR';
