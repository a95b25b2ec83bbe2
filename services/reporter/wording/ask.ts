import { wordsProblem } from '../../../shared/answer/check.ts';
import type { LookContext, StepOutcome } from '../../../shared/delivery/step.ts';
import { ParseError } from '../../../shared/dspy/parse.ts';
import type { Predictors } from '../../../shared/dspy/predictors.ts';
import { CallLostError, type ModelPorts } from '../../../shared/model/ask.ts';
import { converse, type ConversationState } from '../../../shared/model/converse.ts';
import type { ModelSees } from '../../../shared/model/settings.ts';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { Run } from '../../../shared/run/run.ts';
import { refusalOf } from '../answer/refusal.ts';
import { tell, type Situation } from './tell.ts';

export type WordingPorts = Omit<ModelPorts, 'model'> & { warehouse: { catalog(): Promise<Catalog> } };

export interface WordingSettings {
  sees: ModelSees;
  predictors: Predictors;
}

/** An answer is a page at most. */
const maxTokens = 4_000;
/** Of the run's time: code's words, the report and the last commit need less. */
const reservedSeconds = 30;
const shortestCallSeconds = 10;

/**
 * Asks a model for the words of an answer, as a conversation of steps. Words are a help, not a need: whatever becomes of
 * the model, of those who ask it or of the run's time, the run is answered, so that this ends with a trouble at worst.
 */
export async function askForWords(
  ports: WordingPorts & ModelPorts,
  run: Run,
  look: LookContext,
  situation: Situation,
  settings: WordingSettings,
): Promise<ConversationState<string>> {
  const state = await conversation(ports, run, look, situation, settings);
  if (!('outcome' in state)) return state;
  // What was said already counts at any time; only for another call there must be some left.
  const left = (Date.parse(run.deadline) - look.now.getTime()) / 1000 - reservedSeconds - shortestCallSeconds;
  if (left < 0) return { trouble: `no time was left to ask ${ports.model.name}` };
  return { outcome: awakeWithin(state.outcome, left + 1) };
}

async function conversation(
  ports: WordingPorts & ModelPorts,
  run: Run,
  look: LookContext,
  situation: Situation,
  { sees, predictors: { answer } }: WordingSettings,
): Promise<ConversationState<string>> {
  try {
    return await converse(ports, run, look, {
      stage: 'reporter',
      purpose: 'answer',
      maxTokens,
      reservedSeconds,
      open: async () => answer.render(tell(situation, await ports.warehouse.catalog(), sees)),
      correct: answer.correct,
      judge: async (text) => judgeWords(text, answer.parse, situation),
    });
  } catch (error) {
    if (error instanceof CallLostError) return { trouble: error.message };
    throw error;
  }
}

/** The lease of whoever died in a call may last longer than the run. */
const awakeWithin = (outcome: StepOutcome, seconds: number): StepOutcome =>
  outcome !== 'idle' && 'wakeAfterSeconds' in outcome
    ? { wakeAfterSeconds: Math.min(outcome.wakeAfterSeconds, Math.ceil(seconds)) }
    : outcome;

function judgeWords(
  text: string,
  parse: (completion: string) => { answer: string },
  { evidence: { prompt, plan }, scope }: Situation,
): { accepted: string } | { reason: string } {
  let template: string;
  try {
    template = parse(text).answer.trim();
  } catch (error) {
    if (error instanceof ParseError) return { reason: error.message };
    throw error;
  }
  if (template === '') return { reason: '`answer` is empty: write the template' };
  // A model's title is no source of numbers either.
  const refusal = refusalOf(template, { prompt, plan: { ...plan, title: '' }, scope });
  const reason = refusal?.reason ?? wordsProblem(template, plan.language);
  return reason === null ? { accepted: template } : { reason };
}
