import type { LookContext, StageDefinition, StepOutcome } from '../../shared/delivery/step.ts';
import { predictors as usualPredictors, type Predictors } from '../../shared/dspy/predictors.ts';
import type { ModelPorts } from '../../shared/model/ask.ts';
import { withoutModel, type ModelSettings } from '../../shared/model/settings.ts';
import { describeSpending } from '../../shared/model/spending.ts';
import { planSchema } from '../../shared/plan/plan.ts';
import { planKey } from '../../shared/run/keys.ts';
import { getRef, putRef } from '../../shared/run/refs.ts';
import type { Attempt, Run } from '../../shared/run/run.ts';
import { classify } from './classify.ts';
import { applyFallback } from './fallback.ts';
import { mendByModel, type Mended, type MendPorts } from './mend-by-model.ts';
import { unmendedNote } from './note.ts';

export type RepairPorts = Omit<MendPorts, 'model'>;

export interface RepairSettings {
  models: ModelSettings;
  /** The saved program's, unless one is being optimised. */
  predictors?: Predictors;
}

/**
 * Failed attempt → the next plan, or the end with the reason.
 *
 *   attemptFailed ─┬─ a limit, and the plan has a fallback for it ─► plan.repaired
 *                  ├─ a model is there ─► calls as steps ──────────► plan.repaired
 *                  └─ attempts are over, or the same error again ──► run.failed
 */
export function createRepair(
  ports: RepairPorts,
  settings: RepairSettings = { models: withoutModel },
): StageDefinition {
  const { models, predictors = usualPredictors } = settings;
  return {
    stage: 'repair',
    async step(run, look) {
      const attempt = run.attempts.at(-1);
      if (run.plan === null || attempt === undefined) return 'idle';
      const plan = await getRef(ports.store, run.plan, planSchema);
      const { model } = models;
      const verdict = classify(run, attempt, plan, model !== null);
      if (verdict.kind === 'over') return giveUp(run, attempt, verdict.why);
      if (verdict.kind === 'model' && model !== null)
        return mend({ ...ports, model }, run, look, { attempt, plan, sees: models.sees, predictors });
      const repaired = verdict.kind === 'fallback' ? applyFallback(plan, verdict.on) : null;
      return repaired === null ? giveUp(run, attempt, null) : commitPlan(ports, run, repaired);
    },
  };
}

async function mend(
  ports: RepairPorts & ModelPorts,
  run: Run,
  look: LookContext,
  situation: Parameters<typeof mendByModel>[3],
): Promise<StepOutcome> {
  const mended = await mendByModel(ports, run, look, situation);
  if ('outcome' in mended) return mended.outcome;
  if ('accepted' in mended) return commitPlan(ports, run, mended.accepted);
  const { attempt, plan } = situation;
  // What a check rejected is still an answer: it comes again, with what was found beside it.
  if (mended.fault === 'answer') return commitPlan(ports, run, { plan, note: unmendedNote[plan.language] });
  return giveUp(run, attempt, `It could not be repaired: ${mended.trouble}`);
}

async function commitPlan(
  ports: Pick<RepairPorts, 'store'>,
  run: Run,
  repaired: Mended,
): Promise<StepOutcome> {
  const plan = await putRef(ports.store, planKey(run.id, run.attempt + 1), repaired.plan);
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

function giveUp(run: Run, attempt: Attempt, why: string | null): StepOutcome {
  const title = (attempt.class === null ? undefined : titles[attempt.class]) ?? 'The program failed';
  const parts = [attempt.error ?? 'no reason is known', why, describeSpending(run)];
  return {
    commit: {
      type: 'run.failed',
      stage: 'repair',
      problem: {
        code: attempt.class ?? 'program',
        title,
        detail: parts.filter((part) => part !== null).join('. '),
      },
    },
  };
}
