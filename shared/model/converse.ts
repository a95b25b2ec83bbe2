import type { LookContext, StepOutcome } from '../delivery/step.ts';
import type { ModelMessage } from '../ports/language-model.ts';
import type { Run, Stage } from '../run/run.ts';
import { askModel, type ModelPorts } from './ask.ts';
import { describeCall } from './describe-call.ts';
import type { CallRecord } from './record.ts';

/** A question to a model whose answer has to be fit for something. */
export interface Conversation<T> {
  stage: Stage;
  /** Of its first call; corrections are `<purpose>.correction1` and so on. */
  purpose: string;
  maxTokens: number;
  /** Of the run's time: what has to be left when a call is over. None unless said. */
  reservedSeconds?: number;
  open: () => Promise<ModelMessage[]> | ModelMessage[];
  /** The conversation with one more turn: what was rejected and why. */
  correct: (messages: ModelMessage[], rejected: string, reason: string) => ModelMessage[];
  /** Called again with every look. */
  judge: (text: string) => Promise<Judgement<T>>;
}

/**
 * The answer in the form it is used in, or the exact reason why it cannot be: and what of it can be used where no
 * correction helps, if anything.
 */
export type Judgement<T> = { accepted: T } | { reason: string; otherwise?: T };

export type ConversationState<T> =
  | { outcome: StepOutcome }
  | { accepted: T }
  | { /** Why there is no answer, one sentence without its full stop. */ trouble: string };

/** A third correction rarely helps. */
const correctionsLimit = 2;

/**
 * A conversation with a model, level-triggered: each call is a step of its own (`askModel`), and what was said stands in
 * the records, so that whichever looker goes on with it goes on where it stood.
 */
export async function converse<T>(
  ports: ModelPorts,
  run: Run,
  look: LookContext,
  conversation: Conversation<T>,
): Promise<ConversationState<T>> {
  const { stage, purpose, maxTokens, reservedSeconds = 0, open, correct, judge } = conversation;
  let messages = open;
  for (let corrections = 0; ; corrections++) {
    const asked = await askModel(ports, run, look, {
      stage,
      purpose: corrections === 0 ? purpose : `${purpose}.correction${corrections}`,
      messages,
      maxTokens,
      reservedSeconds,
    });
    if ('outcome' in asked) return asked;
    const { record } = asked;
    const judged = await judgeRecord(record, maxTokens, judge);
    if (!('reason' in judged)) return judged;
    if (corrections === correctionsLimit && judged.otherwise !== undefined)
      return { accepted: judged.otherwise };
    if (corrections === correctionsLimit)
      return {
        trouble: `${record.model} gave no usable answer in ${corrections + 1} tries: ${judged.reason}`,
      };
    messages = () => correct(record.messages, record.text, judged.reason);
  }
}

async function judgeRecord<T>(
  record: CallRecord,
  maxTokens: number,
  judge: Conversation<T>['judge'],
): Promise<Judgement<T> | { trouble: string }> {
  switch (record.outcome) {
    case 'answered':
      return judge(record.text);
    case 'truncated':
      return { reason: `the answer was cut off at ${maxTokens} tokens; write less` };
    default:
      return { trouble: describeCall(record) };
  }
}
