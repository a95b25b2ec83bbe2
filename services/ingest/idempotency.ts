import { z } from 'zod';
import { RetryableError } from '../../shared/errors.ts';
import { idempotencyKey, sha256 } from '../../shared/run/keys.ts';
import type { PromptRequest } from '../../shared/run/request.ts';
import type { Ingest } from './ports.ts';
import { Refusal } from './problem.ts';

/** A key names its run for as long as its record is there: the store's lifecycle takes it away after 24 hours. */
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
  const stored = await ingest.ports.store.get(idempotencyKey(principal, key));
  if (stored === null) return null;
  return sameRequest(recordSchema.parse(JSON.parse(new TextDecoder().decode(stored.body))), request);
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
  const put = await ingest.ports.store.put(idempotencyKey(principal, key), JSON.stringify(record), {
    ifNoneMatch: '*',
    contentType: 'application/json',
  });
  if (put.written) return runId;
  const winner = await lookUpKey(ingest, principal, key, request);
  if (winner === null) throw new RetryableError('an Idempotency-Key could not be claimed');
  return winner;
}

function sameRequest(record: z.infer<typeof recordSchema>, request: PromptRequest): string {
  if (record.bodyHash === hashOf(request)) return record.runId;
  throw new Refusal(
    'key-reused',
    'This Idempotency-Key was sent with another body in the last day. Use a new key for a new request.',
  );
}

/** The schema fixes the order of the fields, so equal requests have equal text however they were written. */
const hashOf = (request: PromptRequest): string => sha256(JSON.stringify(request));
