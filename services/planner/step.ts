import type { StageDefinition, StepOutcome } from '../../shared/delivery/step.ts';
import { PermanentError } from '../../shared/errors.ts';
import { predictors as usualPredictors, type Predictors } from '../../shared/dspy/predictors.ts';
import type { ModelSettings } from '../../shared/model/settings.ts';
import { basisOf } from '../../shared/plan/basis.ts';
import type { Catalog } from '../../shared/plan/catalog.ts';
import type { Clarification, Plan } from '../../shared/plan/plan.ts';
import { validatePlan } from '../../shared/plan/validate.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Warehouse } from '../../shared/ports/warehouse.ts';
import { dataVersionOf } from '../../shared/run/data-version.ts';
import { clarificationKey, planKey } from '../../shared/run/keys.ts';
import type { RunLog } from '../../shared/run/log.ts';
import { getRef, putRef } from '../../shared/run/refs.ts';
import { storedRequestSchema } from '../../shared/run/request.ts';
import type { Run } from '../../shared/run/run.ts';
import { withModelHint } from './hint.ts';
import { planByModel } from './model/plan-by-model.ts';
import { readParent, type PlanPrompt } from './request.ts';

export type { Parent, PlanPrompt, PlanRequest } from './request.ts';

export interface PlannerPorts {
  store: ObjectStore;
  log: RunLog;
  warehouse: Warehouse;
  clock: Clock;
}

export interface PlannerSettings {
  /** Plans without a model. */
  planPrompt: PlanPrompt;
  models: ModelSettings;
  /** The saved program's, unless one is being optimised. */
  predictors?: Predictors;
}

/**
 * Prompt → plan whose every query is guarded and can be planned by the warehouse; or a clarification.
 *
 *   accepted ─┬─ no model, or mode rules ─► rules ─► plan or clarification
 *             ├─ mode auto ─► rules are certain ─► plan
 *             └─ else ─► model: calls and probes as steps, then plan, clarification or run.failed
 */
export function createPlanner(ports: PlannerPorts, settings: PlannerSettings): StageDefinition {
  const { planPrompt, models, predictors = usualPredictors } = settings;
  return {
    stage: 'planner',
    async step(run, look) {
      const [{ prompt }, catalog, parent] = await Promise.all([
        getRef(ports.store, run.request, storedRequestSchema),
        ports.warehouse.catalog(),
        readParent(ports, run),
      ]);
      const request = { prompt, language: run.language, catalog, parent };
      const { model, planner: mode, sees } = models;
      if (model === null || mode === 'rules') {
        const made = await planPrompt(request);
        if ('plan' in made) return validateByRules(made.plan);
        return clarify(ports, run, model === null ? withModelHint(made.clarification) : made.clarification);
      }
      // Once the model was asked it is its plan, whatever a newer catalog would let the rules make of the prompt.
      if (mode === 'auto' && run.calls.length === 0) {
        const made = await planPrompt(request);
        if ('plan' in made) return validateByRules(made.plan);
      }
      const made = await planByModel({ ...ports, model }, run, look, { request, sees, predictors });
      if ('outcome' in made) return made.outcome;
      return 'plan' in made
        ? commitPlan(ports, run, catalog, made.plan)
        : clarify(ports, run, made.clarification);

      async function validateByRules(plan: Plan): Promise<StepOutcome> {
        const validated = await validatePlan(plan, { warehouse: ports.warehouse, catalog, programs: 'own' });
        if ('reason' in validated) throw new PermanentError(validated.reason);
        const { queries, language, assumptions } = validated.plan;
        const basis = await basisOf(queries, { catalog, language, noteSources: [] });
        return commitPlan(ports, run, catalog, {
          ...validated.plan,
          assumptions: [...assumptions, ...basis],
        });
      }
    },
  };
}

async function clarify(ports: PlannerPorts, run: Run, clarification: Clarification): Promise<StepOutcome> {
  const ref = await putRef(ports.store, clarificationKey(run.id), clarification);
  const title = clarification.language === 'ja' ? '確認が必要です' : 'More must be known';
  return { commit: { type: 'run.clarified', clarification: ref, title } };
}

async function commitPlan(ports: PlannerPorts, run: Run, catalog: Catalog, plan: Plan): Promise<StepOutcome> {
  return {
    commit: {
      type: 'run.planned',
      kind: plan.kind,
      title: plan.title,
      plan: await putRef(ports.store, planKey(run.id, 1), plan),
      dataVersion: dataVersionOf(catalog, run),
    },
  };
}
