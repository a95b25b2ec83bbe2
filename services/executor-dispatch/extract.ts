import { PermanentError } from '../../shared/errors.ts';
import { backOffSeconds, type LookContext, type StepOutcome } from '../../shared/delivery/step.ts';
import { extractSchema } from '../../shared/plan/dataset.ts';
import type { Plan, Query } from '../../shared/plan/plan.ts';
import { datasetHash, datasetPrefix, queryToken } from '../../shared/run/keys.ts';
import { launchLimit } from '../../shared/run/limits.ts';
import { getRef } from '../../shared/run/refs.ts';
import type { QueryWork, Run } from '../../shared/run/run.ts';
import { planSchema } from '../../shared/plan/plan.ts';
import { refusalOf } from './guard.ts';
import { asksService, overrunGraceSeconds, secondsSince, type ExecutorPorts } from './ports.ts';

/** Queries may run at most this long; the run's own deadline may be nearer. */
const querySeconds = 600;

/**
 * Brings every dataset of the plan about: claims what nobody has claimed, starts what is claimed, looks at what has been
 * started. Queries run side by side; a dataset that an earlier attempt extracted is used again.
 */
export async function extractDatasets(
  ports: ExecutorPorts,
  run: Run,
  look: LookContext,
  plan: Plan,
): Promise<StepOutcome | 'all there'> {
  const works = plan.queries.map((query) => ({ query, work: workFor(run, query) }));

  const unclaimed = works.find(({ work }) => work === null || work.state === 'lost');
  if (unclaimed !== undefined) return claim(ports, run, look, unclaimed.query);

  const claimed = works.find(({ work }) => work?.state === 'claimed')?.work;
  if (claimed != null) return start(ports, run, claimed);

  for (const { work } of works) {
    if (work?.state !== 'started') continue;
    const outcome = await inspect(ports, run, look, work);
    if (outcome !== 'running') return outcome;
  }
  const waiting = works.some(({ work }) => work?.state === 'started');
  return waiting ? { wakeAfterSeconds: backOffSeconds(look.wakeSlot) } : 'all there';
}

/** The dataset's latest work that counts now: done in any attempt, or under way in this one. */
function workFor(run: Run, query: Query): QueryWork | null {
  const hash = datasetHash(query, run.dataVersion ?? '');
  const same = run.queries.filter((work) => work.hash === hash && work.stage === 'executor-dispatch');
  return (
    same.find((work) => work.state === 'succeeded') ??
    same.findLast((work) => work.attempt === run.attempt) ??
    null
  );
}

async function claim(ports: ExecutorPorts, run: Run, look: LookContext, query: Query): Promise<StepOutcome> {
  if (run.plan === null) return 'idle';
  const refusal = await refusalOf(ports.warehouse, query);
  if (refusal !== null)
    return { commit: { type: 'attempt.failed', class: 'sql', error: refusal, manifest: null } };

  const hash = datasetHash(query, run.dataVersion ?? '');
  const before = run.queries.filter((work) => work.hash === hash && work.attempt === run.attempt);
  if (before.filter((work) => work.counted).length >= launchLimit) {
    throw new PermanentError(`the warehouse lost the query ${query.name} ${launchLimit} times`);
  }
  const launch = before.length + 1;
  return {
    commit: {
      type: 'query.claimed',
      token: queryToken(run.id, run.attempt, hash, launch),
      stage: 'executor-dispatch',
      launch,
      name: query.name,
      plan: run.plan,
      hash,
      prefix: datasetPrefix(run.id, hash, run.attempt, launch),
      leaseUntil: look.leaseUntil.toISOString(),
    },
  };
}

async function start(ports: ExecutorPorts, run: Run, work: QueryWork): Promise<StepOutcome> {
  const plan = await getRef(ports.store, work.plan, planSchema);
  const query = plan.queries.find((one) => one.name === work.name);
  if (query === undefined) throw new PermanentError(`the plan has no query ${work.name}`);
  const handle = await ports.warehouse.start({
    token: work.token,
    runId: run.id,
    sql: query.sql,
    dataVersion: run.dataVersion ?? '',
    prefix: work.prefix,
    limits: { rows: run.limits.datasetRows, bytes: run.limits.datasetBytes, seconds: querySeconds },
  });
  return {
    commit: { type: 'query.started', token: work.token, handle },
    ifEnded: async () => void (await ports.warehouse.stop(work.token)),
  };
}

async function inspect(
  ports: ExecutorPorts,
  run: Run,
  look: LookContext,
  work: QueryWork,
): Promise<StepOutcome | 'running'> {
  const succeeded = await readExtract(ports, work);
  if (succeeded !== null) return succeeded;

  if (secondsSince(work.startedAt, look.now) > querySeconds + overrunGraceSeconds) {
    await ports.warehouse.stop(work.token);
    // Lost is for a later look to say, when the service was seen to have ended it.
  } else if (!asksService(look)) return 'running';

  const state = await ports.warehouse.inspect(work.handle ?? '');
  switch (state.status) {
    case 'running':
      return 'running';
    case 'succeeded':
      return (await readExtract(ports, work)) ?? 'running';
    case 'failed':
      return { commit: { type: 'attempt.failed', class: state.class, error: state.message, manifest: null } };
    case 'ended': {
      // The result may have been written between the first look at it and the service's word.
      const late = await readExtract(ports, work);
      return (
        late ?? {
          commit: { type: 'query.lost', token: work.token, counted: state.counted, reason: state.reason },
        }
      );
    }
  }
}

async function readExtract(ports: ExecutorPorts, work: QueryWork): Promise<StepOutcome | null> {
  const stored = await ports.store.get(`${work.prefix}result.json`);
  if (stored === null) return null;
  const extract = extractSchema.parse(JSON.parse(new TextDecoder().decode(stored.body)));
  return {
    commit: {
      type: 'query.succeeded',
      token: work.token,
      rowCount: extract.rowCount,
      bytes: extract.bytes,
      sha256: extract.sha256,
    },
  };
}
