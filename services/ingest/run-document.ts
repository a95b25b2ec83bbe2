import { spendingOf } from '../../shared/model/spending.ts';
import type { Artifact } from '../../shared/plan/manifest.ts';
import { clarificationSchema } from '../../shared/plan/plan.ts';
import { resultSchema, type Result } from '../../shared/plan/result.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Progress, RunDocument } from '../../shared/run/document.ts';
import { getRef } from '../../shared/run/refs.ts';
import { storedRequestSchema } from '../../shared/run/request.ts';
import type { Run } from '../../shared/run/run.ts';
import { readAttempts, readPlan, toDatasets } from './attempts.ts';
import { readProgress } from './progress.ts';
import { statusOf } from './status.ts';
import { readWebhook } from './webhook-status.ts';

/** A run as its caller sees it: the log's state, and the objects it refers to. */
export async function toRunDocument(store: ObjectStore, run: Run): Promise<RunDocument> {
  const [request, plan, attempts, clarification, result, progress, webhook] = await Promise.all([
    getRef(store, run.request, storedRequestSchema),
    readPlan(store, run.plan),
    readAttempts(store, run),
    run.clarification === null ? null : getRef(store, run.clarification, clarificationSchema),
    run.result === null ? null : getRef(store, run.result, resultSchema),
    readProgress(store, run),
    readWebhook(store, run),
  ]);
  const status = statusOf(run);
  return {
    schemaVersion: 1,
    id: run.id,
    parentRunId: run.parentRunId,
    seq: run.seq,
    status,
    kind: run.kind,
    prompt: request.prompt,
    language: run.language,
    title: result?.title ?? run.title,
    progress: progress ?? quiet(status),
    answer: result?.answer ?? null,
    clarification:
      clarification === null
        ? null
        : { understood: clarification.understood, canDo: clarification.canDo, ask: clarification.ask },
    ...fromResult(run.id, result),
    plan: plan === null ? null : { queries: plan.queries, program: plan.program },
    datasets: plan === null ? [] : toDatasets(run, plan),
    attempts,
    usage: spendingOf(run),
    limits: run.limits,
    webhook,
    resultHash: run.result?.sha256 ?? null,
    dataVersion: run.dataVersion,
    links: toLinks(run),
    acceptedAt: run.acceptedAt,
    finishedAt: run.terminal?.at ?? null,
    deadline: run.deadline,
    problem: run.terminal?.problem ?? null,
  };
}

const quiet = (status: RunDocument['status']): Progress => ({
  fraction: status === 'succeeded' ? 1 : null,
  text: '',
});

type FromResult = Pick<
  RunDocument,
  'metrics' | 'tables' | 'artifacts' | 'assumptions' | 'warnings' | 'image'
>;

const fromResult = (runId: string, result: Result | null): FromResult => ({
  metrics: result?.metrics ?? [],
  tables: (result?.tables ?? []).map(({ artifact, ...table }) => ({
    ...table,
    href:
      result?.artifacts.some((one) => one.name === artifact) === true ? artifactHref(runId, artifact) : null,
  })),
  artifacts: (result?.artifacts ?? []).map((artifact) => toArtifact(runId, artifact)),
  assumptions: result?.assumptions ?? [],
  warnings: result?.warnings ?? [],
  image: result?.image ?? null,
});

const toArtifact = (
  runId: string,
  { name, kind, mediaType, bytes, sha256, vector = null, data = null }: Artifact,
): RunDocument['artifacts'][number] => ({
  name,
  kind,
  mediaType,
  bytes,
  sha256,
  vector,
  data,
  href: artifactHref(runId, name),
});

const artifactHref = (runId: string, name: string): string =>
  `/runs/${runId}/artifacts/${name.split('/').map(encodeURIComponent).join('/')}`;

function toLinks(run: Run): Record<string, string> {
  const self = `/runs/${run.id}`;
  return {
    self,
    events: `${self}/events`,
    ...(run.terminal === null ? { cancel: `${self}/cancel` } : {}),
    ...(run.parentRunId === null ? {} : { parent: `/runs/${run.parentRunId}` }),
    console: `/#${run.id}`,
  };
}
