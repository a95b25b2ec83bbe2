import { templateProblem } from '../../shared/answer/check.ts';
import { catalogTokens, describeCatalog } from '../../shared/catalog/describe.ts';
import { redactError } from '../../shared/catalog/redact.ts';
import type { LookContext, StepOutcome } from '../../shared/delivery/step.ts';
import { ParseError } from '../../shared/dspy/parse.ts';
import type { Predictors } from '../../shared/dspy/predictors.ts';
import type { RepairOutputs } from '../../shared/dspy/signatures.ts';
import type { ModelPorts } from '../../shared/model/ask.ts';
import { converse, type Judgement } from '../../shared/model/converse.ts';
import { languageWords } from '../../shared/model/language.ts';
import type { ModelSees } from '../../shared/model/settings.ts';
import { renewBasis } from '../../shared/plan/basis.ts';
import type { Catalog } from '../../shared/plan/catalog.ts';
import { planSchema, type Plan } from '../../shared/plan/plan.ts';
import { validatePlan } from '../../shared/plan/validate.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Warehouse } from '../../shared/ports/warehouse.ts';
import { programApi } from '../../shared/python/image.ts';
import { readDatasetOf } from '../../shared/queries/run-queries.ts';
import { datasetHash } from '../../shared/run/keys.ts';
import { getRef } from '../../shared/run/refs.ts';
import { storedRequestSchema } from '../../shared/run/request.ts';
import type { Attempt, Run } from '../../shared/run/run.ts';
import { applyRepair } from './apply.ts';
import { describeEarlier } from './describe-earlier.ts';
import { describeFailure, describeOutput, type Had, type Telling } from './describe-failure.ts';
import { describePlan } from '../../shared/plan/describe.ts';
import { readEvidence, type Evidence, type Fault } from './evidence.ts';
import { noteOf } from './note.ts';

export interface Mended {
  plan: Plan;
  /** What was changed, for the answer. */
  note: string;
}

export type MendPorts = ModelPorts & { warehouse: Pick<Warehouse, 'dialect' | 'catalog' | 'explain'> };

/** As for a plan. */
const maxTokens = 8_000;

/** Asks a model for what is to be changed about a plan that failed; what it says is held to all that a plan is held to. */
export async function mendByModel(
  ports: MendPorts,
  run: Run,
  look: LookContext,
  {
    attempt,
    plan,
    sees,
    predictors,
  }: { attempt: Attempt; plan: Plan; sees: ModelSees; predictors: Predictors },
): Promise<{ outcome: StepOutcome } | { accepted: Mended } | { trouble: string; fault: Fault }> {
  const [{ prompt }, catalog, evidence] = await Promise.all([
    getRef(ports.store, run.request, storedRequestSchema),
    ports.warehouse.catalog(),
    readEvidence(ports.store, attempt),
  ]);
  const { repair } = predictors;
  const state = await converse(ports, run, look, {
    stage: 'repair',
    purpose: 'repair',
    maxTokens,
    open: async () =>
      repair.render(await inputsOf(ports.store, run, { attempt, plan, sees, prompt, catalog, evidence })),
    correct: repair.correct,
    judge: (text) =>
      judgeRepair(text, repair.parse, { plan, prompt, catalog, evidence, warehouse: ports.warehouse }),
  });
  return 'trouble' in state ? { ...state, fault: evidence.fault } : state;
}

interface Situation {
  plan: Plan;
  prompt: string;
  catalog: Catalog;
  evidence: Evidence;
}

async function inputsOf(
  store: ObjectStore,
  run: Run,
  { attempt, plan, sees, prompt, catalog, evidence }: Situation & { attempt: Attempt; sees: ModelSees },
) {
  const described = describeCatalog(catalog, { question: prompt, sees, tokens: catalogTokens });
  const plans = await Promise.all(run.attempts.map((one) => getRef(store, one.plan, planSchema)));
  const known = [described.catalog, prompt, ...plans.map(describePlan)];
  const telling: Telling = { sees, redact: (text) => redactError(text, { sees, known }) };
  return {
    api: plan.kind === 'program' ? programApi : '',
    dialect: catalog.dialect,
    catalog: described.catalog,
    notes: described.notes,
    question: prompt,
    language: languageWords[plan.language],
    plan: describePlan(plan),
    failure: describeFailure(
      attempt,
      evidence,
      { plan, datasets: await datasetsOf(store, run, plan) },
      telling,
    ),
    output: describeOutput(evidence, telling),
    earlier: describeEarlier(run.attempts, plans, telling),
  };
}

/** What the plan's queries brought before it failed. */
async function datasetsOf(store: ObjectStore, run: Run, plan: Plan): Promise<Had[]> {
  const version = run.dataVersion ?? '';
  const there = plan.queries.filter((query) =>
    run.queries.some((work) => work.hash === datasetHash(query, version) && work.state === 'succeeded'),
  );
  return Promise.all(
    there.map(async (query) => {
      const { extract } = await readDatasetOf(store, run, query, version);
      return { name: query.name, extract };
    }),
  );
}

async function judgeRepair(
  text: string,
  parse: (completion: string) => RepairOutputs,
  { plan, prompt, catalog, evidence, warehouse }: Situation & { warehouse: MendPorts['warehouse'] },
): Promise<Judgement<Mended>> {
  let outputs: RepairOutputs;
  try {
    outputs = parse(text);
  } catch (error) {
    if (error instanceof ParseError) return { reason: error.message };
    throw error;
  }
  const applied = applyRepair(plan, outputs);
  if ('reason' in applied) return applied;
  const validated = await validatePlan(applied.plan, { warehouse, catalog });
  if ('reason' in validated) return validated;
  const { answer } = validated.plan;
  const problem =
    answer === null ? null : templateProblem(answer, { prompt, plan: { ...validated.plan, title: '' } });
  const note = noteOf(outputs.diagnosis, evidence.fault, { prompt, plan: validated.plan, catalog });
  const assumptions =
    outputs.queries.trim() === ''
      ? plan.assumptions
      : await renewBasis(plan, validated.plan.queries, catalog);
  const mended: Mended = { plan: { ...validated.plan, assumptions }, note };
  // Words can be had without a repair: the reporter sees to them.
  return problem === null
    ? { accepted: mended }
    : { reason: problem, otherwise: { ...mended, plan: { ...mended.plan, answer: null } } };
}
