import type { Plan } from '../../shared/plan/plan.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { planKey, requestKey } from '../../shared/run/keys.ts';
import type { RunLog } from '../../shared/run/log.ts';
import { putRef } from '../../shared/run/refs.ts';
import type { Limits } from '../../shared/run/limits.ts';
import { defaultLimits } from '../../shared/run/limits.ts';
import type { Run } from '../../shared/run/run.ts';
import { accepted, planned } from './run-events.ts';

export const queryPlan: Plan = {
  kind: 'query',
  title: 'Things',
  language: 'en',
  understood: 'How many things there are.',
  queries: [{ name: 'result', sql: 'SELECT count(*) AS count FROM things' }],
  program: null,
  parameters: {},
  parentArtifacts: [],
  fallbacks: [],
  answer: 'There are **{{table.result[0].count}}** things.',
  chart: null,
  assumptions: [],
};

export const programPlan: Plan = {
  ...queryPlan,
  kind: 'program',
  queries: [],
  program: 'import kaiseki\nkaiseki.answer("Done.")\n',
  answer: null,
};

/** Writes a run that was accepted and planned into a store. */
export async function writePlannedRun(
  ports: { store: ObjectStore; log: RunLog },
  plan: Plan,
  at: Date,
  limits: Partial<Limits> = {},
  dataVersion: string = planned.dataVersion,
): Promise<Run> {
  const request = await putRef(ports.store, requestKey('r1'), {
    prompt: 'How many things are there?',
    parentRunId: null,
    webhookUrl: null,
  });
  const first = await ports.log.append(
    null,
    { ...accepted, request, limits: { ...defaultLimits, ...limits } },
    at,
  );
  const ref = await putRef(ports.store, planKey('r1', 1), plan);
  const run = await ports.log.append(first, { ...planned, kind: plan.kind, plan: ref, dataVersion }, at);
  if (run === null) throw new Error('the run is there already');
  return run;
}
