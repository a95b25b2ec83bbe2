import type { StageDefinition, StepOutcome } from '../../shared/delivery/step.ts';
import { planSchema, type Plan } from '../../shared/plan/plan.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { planKey } from '../../shared/run/keys.ts';
import { getRef, putRef } from '../../shared/run/refs.ts';
import type { Attempt, Run } from '../../shared/run/run.ts';
import { classify } from './classify.ts';
import { applyFallback } from './fallback.ts';

/** Failed attempt → the next plan, or the end with the reason. */
export function createRepair(ports: { store: ObjectStore }): StageDefinition {
  return {
    stage: 'repair',
    async step(run) {
      const attempt = run.attempts.at(-1);
      if (run.plan === null || attempt === undefined) return 'idle';
      const plan = await getRef(ports.store, run.plan, planSchema);
      const verdict = classify(run, attempt, plan, false);
      if (verdict.kind !== 'fallback') return giveUp(attempt, verdict.kind === 'over' ? verdict.why : null);
      const repaired = applyFallback(plan, verdict.on);
      return repaired === null ? giveUp(attempt, null) : commitPlan(ports.store, run, repaired);
    },
  };
}

async function commitPlan(
  store: ObjectStore,
  run: Run,
  repaired: { plan: Plan; note: string },
): Promise<StepOutcome> {
  const plan = await putRef(store, planKey(run.id, run.attempt + 1), repaired.plan);
  return { commit: { type: 'plan.repaired', plan, note: repaired.note } };
}

const titles: Partial<Record<NonNullable<Attempt['class']>, string>> = {
  sql: 'The SQL failed',
  memory: 'The memory limit was reached',
  time: 'The time limit was reached',
  disk: 'The disk limit was reached',
  processes: 'The process limit was reached',
  output: 'The output limit was reached',
  stopped: 'The program was stopped',
};

function giveUp(attempt: Attempt, why: string | null): StepOutcome {
  const title = (attempt.class === null ? undefined : titles[attempt.class]) ?? 'The program failed';
  const detail = [attempt.error ?? 'no reason is known', why].filter((part) => part !== null).join('. ');
  return {
    commit: {
      type: 'run.failed',
      stage: 'repair',
      problem: { code: attempt.class ?? 'program', title, detail },
    },
  };
}
