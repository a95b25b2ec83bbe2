import type { StageDefinition } from '../../shared/delivery/step.ts';
import { planSchema } from '../../shared/plan/plan.ts';
import { getRef } from '../../shared/run/refs.ts';
import type { Run } from '../../shared/run/run.ts';
import { extractDatasets } from './extract.ts';
import type { ExecutorPorts, Step } from './ports.ts';
import { superviseProgram } from './program.ts';
import { release } from './release.ts';

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

const execute = async (ports: ExecutorPorts, run: Run, look: Parameters<Step>[1]) => {
  if (run.plan === null) return 'idle';
  const plan = await getRef(ports.store, run.plan, planSchema);
  const outcome = await extractDatasets(ports, run, look, plan);
  if (outcome !== 'all there') return outcome;
  if (plan.program === null) return { commit: { type: 'attempt.succeeded', manifest: null } } as const;
  return superviseProgram(ports, run, look);
};
