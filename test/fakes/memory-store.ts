import { createHash } from 'node:crypto';
import type { Clock } from '../../shared/ports/clock.ts';
import { checkKey, type ObjectStore, type StoredObject } from '../../shared/ports/object-store.ts';

/** An object store in memory, held to the same contract suite as the real ones. */
export function createMemoryStore(
  clock: Pick<Clock, 'now'> = { now: () => new Date() },
): ObjectStore & { keys(): string[] } {
  const objects = new Map<string, Omit<StoredObject, 'storeTime'>>();
  const versions = new Map<string, Omit<StoredObject, 'storeTime'>>();
  let count = 0;
  return {
    keys: () => [...objects.keys()].toSorted(byCodePoint),
    async get(key, version) {
      const found = version === undefined ? objects.get(key) : versions.get(`${key}\n${version}`);
      return found === undefined ? null : { ...found, body: found.body.slice(), storeTime: clock.now() };
    },
    async put(key, body, options = {}) {
      checkKey(key);
      if (options.ifNoneMatch === '*' && objects.has(key)) return { written: false, storeTime: clock.now() };
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body.slice();
      const version = `v${++count}`;
      const object = {
        key,
        version,
        body: bytes,
        bytes: bytes.length,
        lastModified: clock.now(),
        contentType: options.contentType ?? 'application/octet-stream',
      };
      objects.set(key, object);
      versions.set(`${key}\n${version}`, object);
      return { written: true, version, storeTime: clock.now() };
    },
    async list(prefix, options = {}) {
      const listed = [...objects.values()]
        .filter(
          (one) =>
            one.key.startsWith(prefix) &&
            (options.after === undefined || byCodePoint(one.key, options.after) > 0),
        )
        .toSorted((a, b) => byCodePoint(a.key, b.key))
        .slice(0, Math.min(options.limit ?? 1_000, 1_000))
        .map(({ key, version, bytes, lastModified }) => ({
          key,
          version: options.versions === true ? version : null,
          bytes,
          lastModified,
        }));
      return { objects: listed, storeTime: clock.now() };
    },
    async delete(key) {
      const found = objects.get(key);
      if (found !== undefined) versions.delete(`${key}\n${found.version}`);
      objects.delete(key);
    },
    async signGet(key, options) {
      const { expiresInSeconds, version, downloadName } = options;
      const query = new URLSearchParams({
        seconds: String(expiresInSeconds),
        ...(version === undefined ? {} : { version }),
        ...(downloadName === undefined ? {} : { downloadName }),
      });
      return `memory://get/${encodeURIComponent(key)}?${query.toString()}`;
    },
    async signPost(prefix, options) {
      const signature = createHash('sha256').update(prefix).digest('hex');
      return { url: 'memory://post', fields: { prefix, maxBytes: String(options.maxBytes), signature } };
    },
  };
}

const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
