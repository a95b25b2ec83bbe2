import { detectLanguage } from '../../shared/plan/language.ts';
import { openIndexEntry } from '../../shared/run/index.ts';
import { requestKey } from '../../shared/run/keys.ts';
import { markOpen } from '../../shared/run/markers.ts';
import { publishEvent } from '../../shared/run/publish.ts';
import { putRef } from '../../shared/run/refs.ts';
import type { PromptRequest, StoredRequest } from '../../shared/run/request.ts';
import type { Run } from '../../shared/run/run.ts';
import { claimKey, lookUpKey } from './idempotency.ts';
import type { Ingest } from './ports.ts';
import { Refusal } from './problem.ts';
import { effectiveLimits } from './prompt-request.ts';
import { readAnyRun } from './read.ts';

/**
 * Creates the run, or finds the one that the same key made. Every step can be the last before a crash; whoever repeats
 * the request with its key completes what is missing under the same run id:
 *
 *   key ─► open marker ─► index, request ─► log/1 ─► publish ─► (202)
 *
 * Before log/1 nothing was promised: the sweep turns a marker without a log into `run.abandoned`. After it the run
 * goes on by itself, published or not, because the sweep looks at every marker.
 */
export async function createRun(
  ingest: Ingest,
  principal: string,
  request: PromptRequest,
  key: string | null,
): Promise<Run> {
  const claimed = key === null ? null : await lookUpKey(ingest, principal, key, request);
  if (claimed !== null) {
    const existing = await ingest.log.read(claimed);
    if (existing !== null) return complete(ingest, existing.run);
  }
  await requireParent(ingest, principal, request.parentRunId);
  const runId = claimed ?? (await newRunId(ingest, principal, request, key));
  const run = await accept(ingest, principal, request, runId);
  return complete(ingest, run);
}

const newRunId = (
  ingest: Ingest,
  principal: string,
  request: PromptRequest,
  key: string | null,
): Promise<string> => {
  const runId = ingest.ports.ids.next();
  return key === null ? Promise.resolve(runId) : claimKey(ingest, principal, key, request, runId);
};

async function accept(
  ingest: Ingest,
  principal: string,
  request: PromptRequest,
  runId: string,
): Promise<Run> {
  const { store } = ingest.ports;
  const acceptedAt = await markOpen(store, { id: runId, principal });
  const stored: StoredRequest = {
    prompt: request.prompt,
    parentRunId: request.parentRunId ?? null,
    webhookUrl: request.webhook?.url ?? null,
  };
  const [ref] = await Promise.all([
    putRef(store, requestKey(runId), stored),
    openIndexEntry(store, { id: runId, principal, acceptedAt }),
  ]);
  const limits = effectiveLimits(request.limits, ingest.settings.maximumLimits);
  const run = await ingest.log.append(
    null,
    {
      type: 'run.accepted',
      runId,
      principal,
      parentRunId: stored.parentRunId,
      language: detectLanguage(request.prompt),
      request: ref,
      hasWebhook: stored.webhookUrl !== null,
      limits,
      deadline: new Date(acceptedAt.getTime() + limits.runSeconds * 1000).toISOString(),
    },
    acceptedAt,
  );
  if (run !== null) return run;
  // A twin of this request was first, or the sweep gave the marker up.
  const reading = await ingest.log.read(runId);
  if (reading === null)
    throw new Refusal('unavailable', 'The run could not be recorded.', { headers: { 'retry-after': '1' } });
  return reading.run;
}

/** Publishes what a crash may have kept back: the bus takes repetitions, looks are harmless. */
async function complete(ingest: Ingest, run: Run): Promise<Run> {
  if (run.state === 'abandoned') {
    throw new Refusal(
      'conflict',
      'This request was given up before it was accepted. Send it again with another Idempotency-Key.',
    );
  }
  if (run.state === 'deleted')
    throw new Refusal('gone', `The run of this Idempotency-Key, ${run.id}, was deleted.`);
  if (run.seq === 1) await publishEvent(ingest.ports.bus, run, 'run.accepted', new Date(run.acceptedAt));
  return run;
}

async function requireParent(
  ingest: Ingest,
  principal: string,
  parentRunId: string | undefined,
): Promise<void> {
  if (parentRunId === undefined) return;
  const errors = (detail: string) => ({ errors: [{ pointer: '/parentRunId', detail }] });
  const parent = (await readAnyRun(ingest, principal, parentRunId))?.run;
  if (parent === undefined || parent.state === 'deleted') {
    throw new Refusal(
      'not-found',
      `There is no run ${parentRunId} to follow up.`,
      errors('is not one of your runs'),
    );
  }
  if (parent.terminal?.status === 'succeeded') return;
  const status = parent.terminal?.status ?? 'not finished';
  throw new Refusal(
    'conflict',
    `Run ${parentRunId} is ${status}; only a run that succeeded can be followed up.`,
    errors(`is ${status}`),
  );
}
