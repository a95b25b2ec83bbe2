import { z } from 'zod';
import { backOffSeconds, type LookContext, type StepOutcome } from '../delivery/step.ts';
import { PermanentError } from '../errors.ts';
import { extractSchema, type Extract } from '../plan/dataset.ts';
import { querySchema, type Query } from '../plan/plan.ts';
import type { FailureClass } from '../ports/long-work.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { ExtractRequest, Warehouse } from '../ports/warehouse.ts';
import { datasetHash, datasetPrefix, queryToken } from '../run/keys.ts';
import { launchLimit } from '../run/limits.ts';
import { getRef } from '../run/refs.ts';
import type { QueryWork, Ref, Run, Stage } from '../run/run.ts';
import { refusalOf } from './refusal.ts';
import { asksService, overrunGraceSeconds, secondsSince } from './waiting.ts';

export interface QueryPorts {
  store: ObjectStore;
  warehouse: Warehouse;
}

/** What a stage asks the warehouse for: the probes of a planner, the datasets of a plan, the checks of a reporter. */
export interface QueryRequest {
  stage: Stage;
  queries: Query[];
  /** The object, already written, that holds `{queries}`: what is started later is what was claimed. */
  source: Ref;
  dataVersion: string;
  limits: ExtractRequest['limits'];
}

/** `failed`: the query's own fault, never the infrastructure's. */
export type QueriesState =
  { outcome: StepOutcome } | { failed: { query: Query; class: FailureClass; error: string } } | 'all there';

/**
 * Brings every query's dataset about: claims what nobody has claimed, starts what is claimed, looks at what has been
 * started. Queries run side by side; a dataset that an earlier attempt, or another stage, extracted is used again.
 */
export async function runQueries(
  ports: QueryPorts,
  run: Run,
  look: LookContext,
  request: QueryRequest,
): Promise<QueriesState> {
  const works = request.queries.map((query) => ({ query, work: workFor(run, request, query) }));

  const unclaimed = works.find(({ work }) => work === null || work.state === 'lost');
  if (unclaimed !== undefined) return claim(ports, run, look, request, unclaimed.query);

  const claimed = works.find(({ work }) => work?.state === 'claimed')?.work;
  if (claimed != null) return { outcome: await start(ports, run, request, claimed) };

  for (const { query, work } of works) {
    if (work?.state !== 'started') continue;
    const state = await inspect(ports, look, request, query, work);
    if (state !== 'running') return state;
  }
  const isWaiting = works.some(({ work }) => work?.state === 'started');
  return isWaiting ? { outcome: { wakeAfterSeconds: backOffSeconds(look.wakeSlot) } } : 'all there';
}

/** What a query that is there has left. @throws PermanentError when it is gone or changed */
export async function readDatasetOf(
  store: ObjectStore,
  run: Run,
  query: Query,
  dataVersion: string,
): Promise<{ extract: Extract; prefix: string }> {
  const hash = datasetHash(query, dataVersion);
  const work = run.queries.find((one) => one.hash === hash && one.state === 'succeeded');
  if (work === undefined) throw new PermanentError(`query ${query.name} left no dataset`);
  const stored = await store.get(`${work.prefix}result.json`);
  if (stored === null) throw new PermanentError(`the dataset of query ${query.name} is gone`);
  const extract = extractSchema.parse(JSON.parse(new TextDecoder().decode(stored.body)));
  if (extract.sha256 !== work.extract?.sha256)
    throw new PermanentError(`the dataset of query ${query.name} is not what it was`);
  return { extract, prefix: work.prefix };
}

/** The dataset's latest work that counts now: done by anybody in any attempt, or under way by this stage in this one. */
function workFor(run: Run, { stage, dataVersion }: QueryRequest, query: Query): QueryWork | null {
  const hash = datasetHash(query, dataVersion);
  const same = run.queries.filter((work) => work.hash === hash);
  return (
    same.find((work) => work.state === 'succeeded') ??
    same.findLast((work) => work.stage === stage && work.attempt === run.attempt) ??
    null
  );
}

async function claim(
  ports: QueryPorts,
  run: Run,
  look: LookContext,
  { stage, source, dataVersion }: QueryRequest,
  query: Query,
): Promise<QueriesState> {
  const refusal = await refusalOf(ports.warehouse, query);
  if (refusal !== null) return { failed: { query, class: 'sql', error: refusal } };

  const hash = datasetHash(query, dataVersion);
  const before = run.queries.filter(
    (work) => work.hash === hash && work.stage === stage && work.attempt === run.attempt,
  );
  if (before.filter((work) => work.counted).length >= launchLimit) {
    throw new PermanentError(`the warehouse lost the query ${query.name} ${launchLimit} times`);
  }
  const launch = before.length + 1;
  return {
    outcome: {
      commit: {
        type: 'query.claimed',
        token: queryToken(run.id, stage, run.attempt, hash, launch),
        stage,
        launch,
        name: query.name,
        plan: source,
        hash,
        prefix: datasetPrefix(run.id, hash, stage, run.attempt, launch),
        leaseUntil: look.leaseUntil.toISOString(),
      },
    },
  };
}

const sourceSchema = z.object({ queries: z.array(querySchema) });

async function start(
  ports: QueryPorts,
  run: Run,
  { dataVersion, limits }: QueryRequest,
  work: QueryWork,
): Promise<StepOutcome> {
  const source = await getRef(ports.store, work.plan, sourceSchema);
  const query = source.queries.find((one) => one.name === work.name);
  if (query === undefined) throw new PermanentError(`the plan has no query ${work.name}`);
  const handle = await ports.warehouse.start({
    token: work.token,
    runId: run.id,
    sql: query.sql,
    dataVersion,
    prefix: work.prefix,
    limits,
  });
  return {
    commit: { type: 'query.started', token: work.token, handle },
    ifEnded: async () => void (await ports.warehouse.stop(work.token)),
  };
}

async function inspect(
  ports: QueryPorts,
  look: LookContext,
  { limits }: QueryRequest,
  query: Query,
  work: QueryWork,
): Promise<QueriesState | 'running'> {
  const succeeded = await readExtract(ports, work);
  if (succeeded !== null) return { outcome: succeeded };

  if (secondsSince(work.startedAt, look.now) > limits.seconds + overrunGraceSeconds) {
    await ports.warehouse.stop(work.token);
    // Lost is for a later look to say, when the service was seen to have ended it.
  } else if (!asksService(look)) return 'running';

  const state = await ports.warehouse.inspect(work.handle ?? '');
  switch (state.status) {
    case 'running':
      return 'running';
    case 'succeeded': {
      const read = await readExtract(ports, work);
      return read === null ? 'running' : { outcome: read };
    }
    case 'failed':
      return { failed: { query, class: state.class, error: state.message } };
    case 'ended': {
      // The result may have been written between the first look at it and the service's word.
      const late = await readExtract(ports, work);
      const { counted, reason } = state;
      return { outcome: late ?? { commit: { type: 'query.lost', token: work.token, counted, reason } } };
    }
  }
}

async function readExtract(ports: QueryPorts, work: QueryWork): Promise<StepOutcome | null> {
  const stored = await ports.store.get(`${work.prefix}result.json`);
  if (stored === null) return null;
  const { rowCount, bytes, sha256 } = extractSchema.parse(JSON.parse(new TextDecoder().decode(stored.body)));
  return { commit: { type: 'query.succeeded', token: work.token, rowCount, bytes, sha256 } };
}
