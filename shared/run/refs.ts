import type { z } from 'zod';
import { PermanentError, RetryableError } from '../errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { sha256 } from './keys.ts';
import type { Ref } from './run.ts';

/** Writes an object that the next log entry will name. */
export async function putRef(store: ObjectStore, key: string, value: unknown): Promise<Ref> {
  const body = JSON.stringify(value);
  const put = await store.put(key, body, { contentType: 'application/json' });
  if (!put.written) throw new RetryableError(`${key} was not written`);
  return { key, version: put.version, sha256: sha256(body) };
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
