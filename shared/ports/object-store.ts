import { PermanentError } from '../errors.ts';

/**
 * Bytes under keys, with S3's semantics: single-key writes are atomic, a read after a write sees it, and a write with
 * `ifNoneMatch` succeeds for exactly one of any number of writers. Keys are UTF-8, at most 1,024 bytes, no leading '/'.
 *
 * Every answer carries `storeTime`, the store's own clock: ages and leases are measured with it, since the clocks of
 * lookers differ (at ± 5 minutes of skew 71 % of the simulated runs called a model twice).
 */
export interface ObjectStore {
  /** The newest object under `key`, or the given version of it; null when there is none. */
  get(key: string, version?: string): Promise<StoredObject | null>;
  /** `written: false` when `ifNoneMatch` is set and the key exists, or another writer is at it: read again, decide again. */
  put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<PutResult>;
  /** Objects whose key starts with `prefix`, in key order, from the first key after `after`; at most `limit` (1,000). */
  list(prefix: string, options?: ListOptions): Promise<Listing>;
  /** Nothing happens when there is none. Versions that somebody named may be read for a while yet. */
  delete(key: string): Promise<void>;
  /** A URL from which whoever holds it can GET this one object (that need not exist yet) until it expires. */
  signGet(
    key: string,
    options: { expiresInSeconds: number; version?: string; downloadName?: string },
  ): Promise<string>;
  /** A form with which whoever holds it can POST objects below `prefix`, each at most `maxBytes`, until it expires. */
  signPost(prefix: string, options: { maxBytes: number; expiresInSeconds: number }): Promise<SignedPost>;
}

export interface PutOptions {
  ifNoneMatch?: '*';
  contentType?: string;
}

export interface ListOptions {
  after?: string;
  limit?: number;
  /** Names each object's version. S3 then reads through everything ever written below the prefix: ask for it to pin. */
  versions?: boolean;
}

export type PutResult =
  { written: true; version: string; storeTime: Date } | { written: false; storeTime: Date };

export interface ObjectSummary {
  key: string;
  bytes: number;
  lastModified: Date;
}

export interface ListedObject extends ObjectSummary {
  /** Null when versions were not asked for. */
  version: string | null;
}

export interface StoredObject extends ObjectSummary {
  version: string;
  body: Uint8Array;
  contentType: string;
  storeTime: Date;
}

export interface Listing {
  objects: ListedObject[];
  storeTime: Date;
}

/** POST multipart/form-data to `url`: every field, then `key`, `Content-Type` and last `file`. */
export interface SignedPost {
  url: string;
  fields: Record<string, string>;
}

/** @throws PermanentError for a key that no adapter takes */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes === 0 || bytes > 1_024 || key.startsWith('/') || !key.isWellFormed()) {
    throw new PermanentError('an object key has 1 to 1,024 bytes of UTF-8 and no leading slash', {
      key: key.slice(0, 100),
    });
  }
}
