import type { LookContext, StepOutcome } from '../../../shared/delivery/step.ts';
import type { Predictors } from '../../../shared/dspy/predictors.ts';
import type { ModelPorts } from '../../../shared/model/ask.ts';
import { converse } from '../../../shared/model/converse.ts';
import { languageWords } from '../../../shared/model/language.ts';
import type { ModelSees } from '../../../shared/model/settings.ts';
import { callRecordSchema, type CallRecord } from '../../../shared/model/record.ts';
import { describeSpending } from '../../../shared/model/spending.ts';
import { programApi } from '../../../shared/python/image.ts';
import type { QueryPorts } from '../../../shared/queries/run-queries.ts';
import { getRef } from '../../../shared/run/refs.ts';
import type { Run } from '../../../shared/run/run.ts';
import type { MadePlan, PlanRequest } from '../request.ts';
import { explore } from './explore.ts';
import { judgePlan } from './judge-plan.ts';
import { tell } from './told.ts';

/** A plan has a program of some hundred lines at most. */
const maxTokens = 8_000;
const longestTrouble = 1_500;

export interface ModelPlanning {
  request: PlanRequest;
  sees: ModelSees;
  predictors: Predictors;
}

/**
 * Plans with a language model, in steps that any looker can go on with: what was said stands in the records of the calls,
 * what the probes found in their datasets.
 *
 *   explore ─ call ─► probes ─ queries ─► plan ─ call ─► judged ─┬─► plan or clarification
 *                                           ▲                    │
 *                                           └── what is wrong ◄──┘ (twice at most)
 *
 * There is no way back to the rules: what they are not certain of, they would guess.
 */
export async function planByModel(
  ports: ModelPorts & QueryPorts,
  run: Run,
  look: LookContext,
  { request, sees, predictors }: ModelPlanning,
): Promise<{ outcome: StepOutcome } | MadePlan> {
  const told = await tell(ports, request, sees);
  const asked = await readPlanCall(ports, run);
  const explored =
    asked !== null
      ? { found: '' }
      : await explore(ports, run, look, { told, catalog: request.catalog, sees, predictors });
  if ('outcome' in explored) return explored;
  if ('trouble' in explored) return { outcome: failure(run, explored.trouble) };
  const { dialect, catalog, notes, question, history } = told;
  const planned = await converse(ports, run, look, {
    stage: 'planner',
    purpose: 'plan',
    maxTokens,
    open: () =>
      predictors.plan.render({
        api: programApi,
        dialect,
        catalog,
        notes,
        question,
        language: languageWords[request.language],
        history,
        probes: explored.found,
      }),
    correct: predictors.plan.correct,
    judge: (text) =>
      judgePlan(text, predictors.plan.parse, {
        ...request,
        warehouse: ports.warehouse,
        told: [dataIn(asked?.messages.at(-1)?.content ?? '')],
        noteSources: told.noteSources,
      }),
  });
  if ('outcome' in planned) return planned;
  return 'accepted' in planned ? planned.accepted : { outcome: failure(run, planned.trouble) };
}

/** The first call for the plan, once it was answered: what was explored, and all else that the model was told, stands in it. */
async function readPlanCall({ store }: ModelPorts, { calls }: Run): Promise<CallRecord | null> {
  const call = calls.find(
    ({ stage, purpose, outcome }) =>
      stage === 'planner' && purpose === 'plan' && (outcome === 'answered' || outcome === 'truncated'),
  );
  return call === undefined ? null : getRef(store, call.record, callRecordSchema);
}

/** Of a rendered question: what is neither the description of `kaiseki` nor the catalog's. */
const dataIn = (content: string): string => {
  const start = content.indexOf('[[ ## notes ## ]]');
  return start === -1 ? '' : content.slice(start);
};

function failure(run: Run, trouble: string): StepOutcome {
  const spent = describeSpending(run);
  return {
    commit: {
      type: 'run.failed',
      stage: 'planner',
      problem: {
        code: 'model',
        title: 'The language model gave no plan',
        detail: [
          trouble.replace(/\.$/, '').slice(0, longestTrouble),
          ...(spent === null ? [] : [spent]),
          'Ask again later or in other words, or choose another model',
        ]
          .map((sentence) => `${sentence}.`)
          .join(' '),
      },
    },
  };
}
