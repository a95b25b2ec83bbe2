import { z } from 'zod';
import { RetryableError } from '../../shared/errors.ts';
import { idempotencyKey, sha256 } from '../../shared/run/keys.ts';
import type { PromptRequest } from '../../shared/run/request.ts';
import type { Ingest } from './ports.ts';
import { Refusal } from './problem.ts';

/** How long a key names its run, by the store's clock. */
const keptMilliseconds = 24 * 60 * 60 * 1000;
const generationLimit = 100;

const recordSchema = z.strictObject({ runId: z.string(), bodyHash: z.string() });

/**
 * The run id that this key stands for, null when the key is free.
 * @throws Refusal 422 when the key came with another request
 */
export async function lookUpKey(
  ingest: Ingest,
  principal: string,
  key: string,
  request: PromptRequest,
): Promise<string | null> {
  const { record } = await lastGeneration(ingest, idempotencyKey(principal, key));
  return record === null ? null : sameRequest(record, request);
}

/** Makes the key stand for `runId`, unless somebody was first: then for theirs, which is what is returned. */
export async function claimKey(
  ingest: Ingest,
  principal: string,
  key: string,
  request: PromptRequest,
  runId: string,
): Promise<string> {
  const record = { runId, bodyHash: hashOf(request) };
  const { free } = await lastGeneration(ingest, idempotencyKey(principal, key));
  const put = await ingest.ports.store.put(free, JSON.stringify(record), {
    ifNoneMatch: '*',
    contentType: 'application/json',
  });
  if (put.written) return runId;
  const winner = await lookUpKey(ingest, principal, key, request);
  if (winner === null) throw new RetryableError('an Idempotency-Key could not be claimed');
  return winner;
}

/**
 * An expired record is not overwritten, since two callers could then both believe to be first: its successor has a key
 * of its own, derived from it.
 */
async function lastGeneration(
  ingest: Ingest,
  first: string,
): Promise<{ record: z.infer<typeof recordSchema> | null; free: string }> {
  let free = first;
  for (let generation = 0; generation < generationLimit; generation++) {
    const stored = await ingest.ports.store.get(free);
    if (stored === null) return { record: null, free };
    const record = recordSchema.parse(JSON.parse(new TextDecoder().decode(stored.body)));
    if (stored.storeTime.getTime() - stored.lastModified.getTime() < keptMilliseconds)
      return { record, free };
    free = `${first}-${sha256(record.runId)}`;
  }
  throw new RetryableError('an Idempotency-Key was used too often');
}

function sameRequest(record: z.infer<typeof recordSchema>, request: PromptRequest): string {
  if (record.bodyHash === hashOf(request)) return record.runId;
  throw new Refusal(
    'key-reused',
    'This Idempotency-Key was sent with another body within the last 24 hours. Use a new key for a new request.',
  );
}

/** The schema fixes the order of the fields, so equal requests have equal text however they were written. */
const hashOf = (request: PromptRequest): string => sha256(JSON.stringify(request));
