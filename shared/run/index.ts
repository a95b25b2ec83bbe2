import { z } from 'zod';
import type { ObjectStore } from '../ports/object-store.ts';
import { indexPrefix } from './keys.ts';
import { statusSchema, type Run } from './run.ts';

/**
 * `index/<hash of principal>/<newest-first id>`: a caller's runs, newest first in key order, so that a page is one
 * listing however many runs are stored. Written when a run is accepted, once more when it ends; logs are never touched.
 */
const entrySchema = z.strictObject({
  runId: z.string(),
  acceptedAt: z.string(),
  /** Null while the run is open: its state is in its log. */
  status: statusSchema.nullable(),
  kind: z.enum(['query', 'program']).nullable(),
  title: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type IndexEntry = z.infer<typeof entrySchema>;

export async function openIndexEntry(
  store: ObjectStore,
  run: { id: string; principal: string; acceptedAt: Date },
): Promise<void> {
  const entry: IndexEntry = {
    runId: run.id,
    acceptedAt: run.acceptedAt.toISOString(),
    status: null,
    kind: null,
    title: null,
    finishedAt: null,
  };
  // Conditional: a late retry must not overwrite the summary of a run that has ended.
  await store.put(indexKey(run.principal, run.id), JSON.stringify(entry), { ifNoneMatch: '*' });
}

export async function closeIndexEntry(store: ObjectStore, run: Run): Promise<void> {
  const entry: IndexEntry = {
    runId: run.id,
    acceptedAt: run.acceptedAt,
    status: run.terminal?.status ?? null,
    kind: run.kind,
    title: run.title,
    finishedAt: run.terminal?.at ?? null,
  };
  await store.put(indexKey(run.principal, run.id), JSON.stringify(entry));
}

export const dropIndexEntry = (store: ObjectStore, run: { id: string; principal: string }): Promise<void> =>
  store.delete(indexKey(run.principal, run.id));

/** A page of a caller's runs, newest first; `next` is what to pass as `after` for the following page. */
export async function listIndex(
  store: ObjectStore,
  principal: string,
  page: { after?: string; limit: number },
): Promise<{ entries: IndexEntry[]; next: string | null }> {
  const options = page.after === undefined ? {} : { after: indexKey(principal, page.after) };
  const { objects } = await store.list(indexPrefix(principal), { ...options, limit: page.limit });
  const stored = await Promise.all(objects.map((object) => store.get(object.key)));
  const decoder = new TextDecoder();
  const entries = stored.flatMap((object) =>
    object === null ? [] : [entrySchema.parse(JSON.parse(decoder.decode(object.body)))],
  );
  const last =
    objects.length === page.limit ? objects.at(-1)?.key.slice(indexPrefix(principal).length) : undefined;
  return { entries, next: last === undefined ? null : newestFirst(last) };
}

/** Ids sort by time; their complement in the same alphabet sorts the other way, and its complement is the id again. */
const newestFirst = (runId: string): string =>
  Array.from(runId, (character) => complement.get(character) ?? character).join('');

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';
const complement = new Map(
  Array.from(alphabet, (character, i) => [character, alphabet.at(-1 - i) ?? character]),
);

const indexKey = (principal: string, runId: string): string =>
  `${indexPrefix(principal)}${newestFirst(runId)}`;
