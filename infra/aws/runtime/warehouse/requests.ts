import { z } from 'zod';
import type { Extract } from '../../../../shared/plan/dataset.ts';
import type { ObjectStore } from '../../../../shared/ports/object-store.ts';
import { stoppedQueryKey } from '../../../../shared/run/keys.ts';

type Store = Pick<ObjectStore, 'get' | 'put'>;

/** What an extract was started with: another look, another deploy go on with the same. */
export const storedRequestSchema = z.strictObject({
  token: z.string(),
  prefix: z.string(),
  sql: z.string(),
  limits: z.strictObject({ rows: z.number(), bytes: z.number(), seconds: z.number() }),
  /** What runs first: `sql` with a limit. */
  statement: z.string(),
});
export type StoredRequest = z.infer<typeof storedRequestSchema>;

const unloadSchema = z.strictObject({ statement: z.string() });
const startedSchema = z.strictObject({ id: z.string() });

const text = (body: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(body));

/** Objects of an extract beside its result, all below its prefix but the mark of its end, which is found by its token. */
export function extractRecords(store: Store) {
  /** The first writer's, whoever writes. */
  async function once<T>(key: string, value: T, schema: z.ZodType<T>): Promise<T> {
    const put = await store.put(key, JSON.stringify(value), {
      ifNoneMatch: '*',
      contentType: 'application/json',
    });
    return put.written ? value : ((await read(key, schema)) ?? value);
  }
  async function read<T>(key: string, schema: z.ZodType<T>): Promise<T | null> {
    const stored = await store.get(key);
    return stored === null ? null : schema.parse(text(stored.body));
  }
  return {
    keepRequest: (request: StoredRequest) =>
      once(`${request.prefix}request.json`, request, storedRequestSchema),
    readRequest: (prefix: string) => read(`${prefix}request.json`, storedRequestSchema),

    keepUnload: async (prefix: string, statement: string) =>
      (await once(`${prefix}unload.json`, { statement }, unloadSchema)).statement,
    keepUnloadId: async (prefix: string, id: string) =>
      void (await once(`${prefix}unload-started.json`, { id }, startedSchema)),
    readUnloadId: async (prefix: string) =>
      (await read(`${prefix}unload-started.json`, startedSchema))?.id ?? null,

    markStopped: async (token: string) => void (await store.put(stoppedQueryKey(token), '')),
    isStopped: async (token: string) => (await store.get(stoppedQueryKey(token))) !== null,

    hasResult: async (prefix: string) => (await store.get(`${prefix}result.json`)) !== null,
    writeData: async (prefix: string, body: Uint8Array) =>
      void (await store.put(`${prefix}data.parquet`, body, {
        contentType: 'application/vnd.apache.parquet',
      })),
    writeResult: async (prefix: string, extract: Extract) =>
      void (await store.put(`${prefix}result.json`, JSON.stringify(extract), {
        contentType: 'application/json',
      })),
  };
}
export type ExtractRecords = ReturnType<typeof extractRecords>;
