import { PermanentError } from '../../shared/errors.ts';
import type { Catalog } from '../../shared/plan/catalog.ts';
import { planSchema, type Clarification, type Language, type Plan } from '../../shared/plan/plan.ts';
import { resultSchema, type Result } from '../../shared/plan/result.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { RunLog } from '../../shared/run/log.ts';
import { getRef } from '../../shared/run/refs.ts';
import type { Run } from '../../shared/run/run.ts';

/** What a prompt may follow up on. */
export interface Parent {
  runId: string;
  plan: Plan | null;
  result: Result;
}

export interface PlanRequest {
  prompt: string;
  language: Language;
  catalog: Catalog;
  parent: Parent | null;
}

export type MadePlan = { plan: Plan } | { clarification: Clarification };

/** Makes a plan of a prompt, or says what must be asked first. */
export type PlanPrompt = (request: PlanRequest) => Promise<MadePlan>;

/** @throws PermanentError when the parent was deleted meanwhile, or is somebody else's */
export async function readParent(
  { store, log }: { store: ObjectStore; log: RunLog },
  run: Run,
): Promise<Parent | null> {
  if (run.parentRunId === null) return null;
  const reading = await log.read(run.parentRunId);
  if (reading?.run.result == null || reading.run.principal !== run.principal)
    throw new PermanentError('the parent run has no result any more');
  const { result, plan, id } = reading.run;
  return {
    runId: id,
    result: await getRef(store, result, resultSchema),
    plan: plan === null ? null : await getRef(store, plan, planSchema),
  };
}
