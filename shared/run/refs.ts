import type { z } from 'zod';
import { PermanentError, RetryableError } from '../errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { sha256 } from './keys.ts';
import type { Ref } from './run.ts';

/** Writes JSON that the next log entry will name. */
export const putRef = (store: ObjectStore, key: string, value: unknown): Promise<Ref> =>
  putOnce(store, key, JSON.stringify(value), 'application/json');

/**
 * Writes an object under a key of its own: `key` with its content's hash in it. Of several lookers that write different
 * things none overwrites what another's entry names, so no lifecycle rule for old versions takes it away.
 */
export async function putOnce(
  store: ObjectStore,
  key: string,
  body: string | Uint8Array,
  contentType: string,
): Promise<Ref> {
  const hash = sha256(body);
  const own = key.replace(/(?<extension>\.[^./]+)?$/, `-${hash.slice(0, 16)}$<extension>`);
  const put = await store.put(own, body, { ifNoneMatch: '*', contentType });
  const version = put.written ? put.version : (await store.get(own))?.version;
  if (version === undefined) throw new RetryableError(`${own} is being written by another`);
  return { key: own, version, sha256: hash };
}

/**
 * The JSON behind a reference, exactly as it was when the reference was made.
 * @throws PermanentError when it is gone, was changed, or does not fit the schema
 */
export async function getRef<T>(store: ObjectStore, ref: Ref, schema: z.ZodType<T>): Promise<T> {
  const stored = await store.get(ref.key, ref.version);
  if (stored === null) throw new PermanentError(`${ref.key} is gone`, { ...ref });
  if (sha256(stored.body) !== ref.sha256)
    throw new PermanentError(`${ref.key} is not what it was`, { ...ref });
  return schema.parse(JSON.parse(new TextDecoder().decode(stored.body)));
}
