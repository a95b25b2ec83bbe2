import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidInputError, RetryableError } from '../../../shared/errors.ts';
import { catalogSchema, type Catalog } from '../../../shared/plan/catalog.ts';
import type { LoadOrder, LoadReport } from './load/load-worker.ts';
import { catalogFile, databaseFile } from './load/snapshot.ts';
import { listSources, looksOf, versionOf, type Source } from '../../tables/sources.ts';

/**
 * Immutable databases made of the input folder, one per version of the data. A run that was planned on one goes on with
 * it while the files change.
 */
export interface Snapshots {
  /** The catalog of the input folder as it is now; makes the snapshot first when the files have changed. */
  current(): Promise<Catalog>;
  /** Null when that version is no longer there. */
  databaseOf(dataVersion: string): Promise<string | null>;
}

const loadWorker = fileURLToPath(new URL('load/load-worker.ts', import.meta.url));
const keptVersions = 3;
const attempts = 3;
/** A file of 2 GB takes about a minute. */
const sourceSeconds = 600;

export async function openSnapshots(inputDirectory: string, directory: string): Promise<Snapshots> {
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory))
    if (name.startsWith('making-')) await rm(join(directory, name), { recursive: true, force: true });
  const ready = new Map<string, Catalog>();
  let seen: { looks: string; catalog: Catalog } | null = null;
  let making: Promise<Catalog> | null = null;

  async function sourcesNow(): Promise<Source[]> {
    try {
      return await listSources(inputDirectory);
    } catch (error) {
      const message = `The input folder ${inputDirectory} cannot be read: create it, or name another with --input DIR`;
      throw new InvalidInputError(message, {}, { cause: error });
    }
  }

  async function make(): Promise<Catalog> {
    for (let attempt = 1; ; attempt++) {
      const sources = await sourcesNow();
      const dataVersion = await versionOf(sources);
      const catalog =
        (await readCatalog(join(directory, dataVersion))) ?? (await load(directory, dataVersion, sources));
      // A file may have been written to meanwhile; a table of half a file must not pass for its version.
      const later = await sourcesNow();
      if (looksOf(later) !== looksOf(sources) && attempt < attempts) {
        if (!ready.has(dataVersion)) await rm(join(directory, dataVersion), { recursive: true, force: true });
        continue;
      }
      // In the order of last use: files may go back to what they were.
      ready.delete(dataVersion);
      ready.set(dataVersion, catalog);
      for (const version of [...ready.keys()].slice(0, -keptVersions)) ready.delete(version);
      seen = { looks: looksOf(sources), catalog };
      await forgetOld(directory, ready);
      return catalog;
    }
  }

  return {
    async current() {
      const looks = looksOf(await sourcesNow());
      if (seen?.looks === looks) return seen.catalog;
      making ??= make().finally(() => (making = null));
      return making;
    },
    async databaseOf(dataVersion) {
      if (!/^[0-9a-f]+$/.test(dataVersion)) return null;
      const path = join(directory, dataVersion);
      // The catalog is written last.
      const there = await stat(join(path, catalogFile)).catch(() => null);
      return there === null ? null : join(path, databaseFile);
    },
  };
}

async function readCatalog(directory: string): Promise<Catalog | null> {
  const text = await readFile(join(directory, catalogFile), 'utf8').catch(() => null);
  return text === null ? null : catalogSchema.parse(JSON.parse(text));
}

async function load(directory: string, dataVersion: string, sources: Source[]): Promise<Catalog> {
  const temporary = join(directory, `making-${randomUUID()}`);
  const refused: Catalog['problems'] = [];
  try {
    // A file that the loader dies of is named, and does not stop the others.
    for (let left = sources; ; left = left.filter(({ file }) => file !== refused.at(-1)?.source)) {
      const death = await runLoader({ directory: temporary, dataVersion, sources: left, refused });
      if (death === null) break;
      refused.push({ ...death, line: null });
      await rm(temporary, { recursive: true, force: true });
    }
    for (const copy of ['utf8.csv', 'utf8.csv.lines']) await rm(join(temporary, copy), { force: true });
    await rename(temporary, join(directory, dataVersion));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  const catalog = await readCatalog(join(directory, dataVersion));
  if (catalog === null) throw new RetryableError('the snapshot of the input folder is gone');
  return catalog;
}

/** Null when all went well, else the file at hand and why that was the end. */
const runLoader = (order: LoadOrder): Promise<{ source: string; text: string } | null> =>
  new Promise((resolve, reject) => {
    const child = fork(loadWorker, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { TZ: 'UTC' } });
    let source: string | null = null;
    let reason = '';
    let timer: NodeJS.Timeout | undefined;
    child.on('message', (report: LoadReport) => {
      if ('error' in report) reason = report.error;
      else if ('tooMuchMemory' in report) reason = 'it takes more memory than loading may';
      else {
        source = report.loading;
        clearTimeout(timer);
        timer = setTimeout(() => {
          reason = `it took longer than ${sourceSeconds} s to load`;
          child.kill('SIGKILL');
        }, sourceSeconds * 1000);
      }
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve(null);
      const text = reason || `the process that loaded it ended with ${signal ?? `code ${code}`}`;
      if (source === null) reject(new RetryableError(`The input folder could not be loaded: ${text}`));
      else resolve({ source, text });
    });
    child.send(order);
  });

/** Versions that this host has not used for long, those of earlier hosts included; runs that need one are told. */
async function forgetOld(directory: string, kept: ReadonlyMap<string, Catalog>): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!kept.has(name)) await rm(join(directory, name), { recursive: true, force: true });
  }
}
