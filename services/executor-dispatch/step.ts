import type { StageDefinition, StepOutcome } from '../../shared/delivery/step.ts';
import { planSchema } from '../../shared/plan/plan.ts';
import { getRef } from '../../shared/run/refs.ts';
import type { Run } from '../../shared/run/run.ts';
import { runQueries } from '../../shared/queries/run-queries.ts';
import type { ExecutorPorts, Step } from './ports.ts';
import { superviseProgram } from './program.ts';
import { release } from './release.ts';

/** Queries may run at most this long; the run's own deadline may be nearer. */
const querySeconds = 600;

/**
 * Plan → datasets, then sandbox and collected artifacts; and, when the run has ended, the release of what still runs.
 *
 *   planned ─ query.claimed ─► extracting ─ every dataset there ─┬─ kind query ──► attempt.succeeded
 *      └───── no query needed ──────────────────────────────────┴─ kind program ─► sandbox.claimed ─► running
 */
export function createExecutorDispatch(ports: ExecutorPorts): StageDefinition {
  const steps: Partial<Record<Run['state'], Step>> = {
    planned: (run, look) => execute(ports, run, look),
    extracting: (run, look) => execute(ports, run, look),
    running: (run, look) => superviseProgram(ports, run, look),
    ending: (run, look) => release(ports, run, look),
  };
  return {
    stage: 'executor-dispatch',
    step: async (run, look) => (await steps[run.state]?.(run, look)) ?? 'idle',
  };
}

const execute = async (ports: ExecutorPorts, run: Run, look: Parameters<Step>[1]): Promise<StepOutcome> => {
  if (run.plan === null) return 'idle';
  const plan = await getRef(ports.store, run.plan, planSchema);
  const state = await runQueries(ports, run, look, {
    stage: 'executor-dispatch',
    queries: plan.queries,
    source: run.plan,
    dataVersion: run.dataVersion ?? '',
    limits: { rows: run.limits.datasetRows, bytes: run.limits.datasetBytes, seconds: querySeconds },
  });
  if (state !== 'all there') {
    if ('outcome' in state) return state.outcome;
    const { class: failureClass, error } = state.failed;
    return { commit: { type: 'attempt.failed', class: failureClass, error, manifest: null } };
  }
  if (plan.program === null) return { commit: { type: 'attempt.succeeded', manifest: null } };
  return superviseProgram(ports, run, look);
};
