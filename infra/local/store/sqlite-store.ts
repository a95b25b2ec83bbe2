import { readFile } from 'node:fs/promises';
import { PermanentError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import {
  checkKey,
  type ObjectStore,
  type ObjectSummary,
  type PutOptions,
  type PutResult,
  type StoredObject,
} from '../../../shared/ports/object-store.ts';
import type { Database } from '../database.ts';
import type { FileArea } from './file-area.ts';
import type { UrlSigner } from './url-signer.ts';

/** Larger objects are files beside the database: SQLite would copy them through its log. */
const inlineBytes = 256 * 1024;

/** What the host's own adapters and routes may do besides. */
export interface LocalStore extends ObjectStore {
  /** Takes a finished file in without copying it; it is gone from `path` afterwards. */
  adopt(key: string, path: string, options?: PutOptions): Promise<PutResult>;
  /** Where an object's bytes are, to be streamed: in memory or in a file. */
  locate(
    key: string,
    version?: string,
  ): Promise<
    (ObjectSummary & { version: string; contentType: string; content: Uint8Array | { file: string } }) | null
  >;
  /** Removes files that no object names: what a host that died left. Call before anything is written. */
  tidy(): Promise<void>;
  /** Forgets versions that were written over, and objects of a prefix, older than that. */
  expire(rule: { prefix: string; olderThan: Date; latest: boolean }): Promise<number>;
}

interface Row {
  version: number;
  key: string;
  bytes: number;
  content_type: string;
  modified: number;
  body: Uint8Array | null;
  file: string | null;
}

export interface LocalStoreOptions {
  database: Database;
  files: FileArea;
  signer: UrlSigner;
  clock: Clock;
  /** Called after an object is durable: who waits for its key can look. */
  onWrite: (key: string) => void;
}

export function createLocalStore({ database, files, signer, clock, onWrite }: LocalStoreOptions): LocalStore {
  const columns = 'version, key, bytes, content_type, modified, body, file';
  const latest = database.prepare(`select ${columns} from objects where key = ? and latest = 1`);
  const exact = database.prepare(`select ${columns} from objects where version = ? and key = ?`);
  // One lower bound each: of two, SQLite uses only one to enter the index, and reads everything from there.
  const pageFrom = (bound: '>' | '>=') =>
    database.prepare(
      `select version, key, bytes, modified from objects where latest = 1 and key ${bound} ? and key < ? order by key limit ?`,
    );
  const [firstPage, nextPage] = [pageFrom('>='), pageFrom('>')];
  const insert = database.prepare(
    'insert into objects (key, latest, bytes, content_type, modified, body, file) values (?, 1, ?, ?, ?, ?, ?)',
  );
  const supersede = database.prepare('update objects set latest = 0 where key = ? and latest = 1');
  // Each version has its own partial index: a deletion that named neither would read the whole table.
  const remove = [1, 0].map((newest) =>
    database.prepare(`delete from objects where key = ? and latest = ${newest} returning file`),
  );
  const named = database.prepare('select file from objects where file is not null');
  const old = database.prepare(
    'delete from objects where key >= ? and key < ? and latest = ? and modified < ? returning file',
  );

  const find = (key: string, version?: string) =>
    (version === undefined ? latest.get(key) : exact.get(Number(version), key)) as unknown as Row | undefined;

  /** A row without its file is damage that no waiting mends: somebody deleted it, or a disk lost it. */
  const readFileOf = (row: Row): Promise<Uint8Array> =>
    readFile(files.path(row.file ?? '')).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new PermanentError(`the file of ${row.key} is gone from the state folder`, {}, { cause: error });
    });

  async function write(
    key: string,
    content: { body: Uint8Array } | { file: string; bytes: number },
    options: PutOptions,
  ): Promise<PutResult> {
    checkKey(key);
    const modified = clock.now();
    const type = options.contentType ?? 'application/octet-stream';
    const [bytes, body, file] =
      'body' in content ? [content.body.length, content.body, null] : [content.bytes, null, content.file];
    let written = false;
    try {
      const result = await database.write((): PutResult => {
        if (options.ifNoneMatch === '*' && latest.get(key) !== undefined)
          return { written: false, storeTime: modified };
        supersede.run(key);
        const { lastInsertRowid } = insert.run(key, bytes, type, modified.getTime(), body, file);
        return { written: true, version: String(lastInsertRowid), storeTime: modified };
      });
      ({ written } = result);
      return result;
    } finally {
      if (written) onWrite(key);
      else if (file !== null) await files.remove(file);
    }
  }

  return {
    async get(key, version) {
      const row = find(key, version);
      if (row === undefined) return null;
      const body = row.body ?? (await readFileOf(row));
      return {
        ...summary(row),
        body,
        contentType: row.content_type,
        storeTime: clock.now(),
      } satisfies StoredObject;
    },

    async put(key, body, options = {}) {
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
      if (bytes.length <= inlineBytes) return write(key, { body: bytes }, options);
      return write(key, { file: await files.write(bytes), bytes: bytes.length }, options);
    },

    async list(prefix, options = {}) {
      const limit = Math.min(options.limit ?? 1_000, 1_000);
      const { after = '' } = options;
      const [page, bound] = comesAfter(after, prefix) ? [nextPage, after] : [firstPage, prefix];
      const rows = page.all(bound, upperBound(prefix), limit) as unknown as Row[];
      const objects = rows.map((row) => {
        const { version, ...rest } = summary(row);
        return { ...rest, version: options.versions === true ? version : null };
      });
      return { objects, storeTime: clock.now() };
    },

    async delete(key) {
      const rows = await database.write(
        () => remove.flatMap((statement) => statement.all(key)) as unknown as { file: string | null }[],
      );
      await removeFiles(files, rows);
    },

    signGet: async (key, options) => signer.signGet(key, options, clock.now()),
    signPost: async (prefix, options) => signer.signPost(prefix, options, clock.now()),

    async adopt(key, path, options = {}) {
      const { bytes, small } = await files.size(path, inlineBytes);
      if (small) {
        const body = await readFile(path);
        await files.removePath(path);
        return write(key, { body }, options);
      }
      return write(key, { file: await files.adopt(path), bytes }, options);
    },

    async locate(key, version) {
      const row = find(key, version);
      if (row === undefined) return null;
      const content = row.body ?? { file: files.path(row.file ?? '') };
      return { ...summary(row), contentType: row.content_type, content };
    },

    async tidy() {
      const rows = named.all() as unknown as { file: string }[];
      await files.keepOnly(new Set(rows.map(({ file }) => file)));
    },

    async expire({ prefix, olderThan, latest: newest }) {
      const rows = await database.write(
        () =>
          old.all(prefix, upperBound(prefix), newest ? 1 : 0, olderThan.getTime()) as unknown as {
            file: string | null;
          }[],
      );
      await removeFiles(files, rows);
      return rows.length;
    },
  };
}

const summary = (row: Row): ObjectSummary & { version: string } => ({
  key: row.key,
  version: String(row.version),
  bytes: row.bytes,
  lastModified: new Date(row.modified),
});

/** In the order of the store, which is that of UTF-8 bytes. */
const comesAfter = (key: string, other: string): boolean =>
  Buffer.compare(Buffer.from(key), Buffer.from(other)) >= 0;

/** Keys are compared as UTF-8 bytes: nothing that starts with the prefix sorts after this. */
const upperBound = (prefix: string): string => `${prefix}\u{10FFFF}`;

const removeFiles = async (files: FileArea, rows: { file: string | null }[]): Promise<void> => {
  await Promise.all(rows.flatMap(({ file }) => (file === null ? [] : [files.remove(file)])));
};
