import type { LookContext, StepOutcome } from '../delivery/step.ts';
import { recordTrouble } from '../delivery/trouble.ts';
import { PermanentError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import { ModelError, type LanguageModel, type ModelMessage } from '../ports/language-model.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { callKey } from '../run/keys.ts';
import type { RunLog } from '../run/log.ts';
import { getRef, putRef } from '../run/refs.ts';
import type { ModelCall, Run, Stage } from '../run/run.ts';
import { describeCall } from './describe-call.ts';
import { callRecordSchema, type CallRecord } from './record.ts';

export interface ModelPorts {
  store: ObjectStore;
  log: RunLog;
  model: LanguageModel;
  clock: Clock;
}

export interface Question {
  stage: Stage;
  /** Names the call within its stage and attempt: `plan`, `plan.correction1`. Equal purposes are one call. */
  purpose: string;
  /** Rendered only when the call is made. */
  messages: () => Promise<ModelMessage[]> | ModelMessage[];
  maxTokens: number;
  /** Of the run's time: what has to be left when the call is over. None unless said. */
  reservedSeconds?: number;
}

/** Whoever made a call died in it, time and again. */
export class CallLostError extends PermanentError {}

/** Calls that may end as throttled, unavailable or timeout, and claims that may be lost with their looker. */
const triesLimit = 3;
const waitsSeconds = [2, 10];
/** Of a lease, so that the answer can be recorded before it ends. */
const marginSeconds = 15;
const cancelCheckSeconds = 2;

/**
 * One model call, level-triggered: claim → call → record, each in a step of its own. Whoever asks again for the same
 * purpose gets the record, so that a conversation goes on where it stood, whichever looker goes on with it.
 *
 *   no record ─ call.claimed ─► ours: call ─ call.answered ─► record
 *       ▲            └─ another's: wait until its lease is over ─┐
 *       └── throttled, unavailable, timeout: wait, again ◄───────┘  (three times at most)
 *
 * A call gets a look of its own: its lease is the look's, and two calls would have to share it.
 * @returns the record of the call, whatever its outcome; or what the step must return first
 * @throws CallLostError when its lookers died three times
 */
export async function askModel(
  ports: ModelPorts,
  run: Run,
  look: LookContext,
  question: Question,
): Promise<{ record: CallRecord } | { outcome: StepOutcome }> {
  const made = run.calls.filter(
    (call) =>
      call.stage === question.stage && call.attempt === run.attempt && call.purpose === question.purpose,
  );
  const last = made.at(-1);
  if (last !== undefined && (!mayPass(last) || made.length >= triesLimit))
    return { record: await getRef(ports.store, last.record, callRecordSchema) };

  const claim = run.call;
  const isClaimed = claim?.stage === question.stage && claim.purpose === question.purpose;
  if (isClaimed && look.justCommitted?.type === 'call.claimed')
    return { outcome: await makeCall(ports, run, look, question) };
  if (claim !== null && look.now.getTime() < Date.parse(claim.until))
    return { outcome: { wakeAfterSeconds: secondsUntil(claim.until, look) } };
  if (isClaimed && claim.count >= triesLimit)
    throw new CallLostError(`whoever asked the model (${question.purpose}) was lost ${triesLimit} times`);
  if (look.commits > 0)
    return { outcome: { wakeAfterSeconds: last === undefined ? 0 : (waitsSeconds[made.length - 1] ?? 0) } };
  return {
    outcome: {
      commit: {
        type: 'call.claimed',
        stage: question.stage,
        purpose: question.purpose,
        until: look.leaseUntil.toISOString(),
      },
    },
  };
}

const mayPass = ({ outcome }: Pick<ModelCall, 'outcome'>): boolean =>
  outcome === 'throttled' || outcome === 'unavailable' || outcome === 'timeout';

const secondsUntil = (until: string, look: LookContext): number =>
  Math.min(Math.max(Math.ceil((Date.parse(until) - look.now.getTime()) / 1000), 1), 900);

async function makeCall(
  ports: ModelPorts,
  run: Run,
  look: LookContext,
  question: Question,
): Promise<StepOutcome> {
  const messages = await question.messages();
  const ended = new AbortController();
  const aborted = abortWithRun(ports, run.id, ended.signal);
  const left = (date: Date) => (date.getTime() - look.now.getTime()) / 1000;
  const seconds = Math.min(
    left(look.leaseUntil) - marginSeconds,
    left(new Date(run.deadline)) - (question.reservedSeconds ?? 0),
  );
  let record: CallRecord;
  try {
    record = await complete(ports.model, question, messages, Math.max(seconds, 1), aborted.signal);
  } finally {
    ended.abort();
    await aborted.watching;
  }
  // A run whose time is over before the last try can say what it waited for.
  if (mayPass(record))
    await recordTrouble(ports.store, run.id, {
      stage: question.stage,
      at: look.now.toISOString(),
      message: describeCall(record),
    });
  return {
    commit: {
      type: 'call.answered',
      stage: question.stage,
      purpose: question.purpose,
      model: record.model,
      outcome: record.outcome,
      usage: record.usage,
      record: await putRef(ports.store, callKey(run.id, run.seq), record),
    },
  };
}

async function complete(
  model: LanguageModel,
  { purpose, maxTokens }: Question,
  messages: ModelMessage[],
  seconds: number,
  signal: AbortSignal,
): Promise<CallRecord> {
  const asked = { model: model.name, purpose, messages };
  try {
    const { text, stopReason, usage } = await model.complete({ messages, maxTokens, seconds, signal });
    return { ...asked, outcome: stopReason === 'end' ? 'answered' : stopReason, text, detail: null, usage };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const { failure, message, usage } = error;
    return { ...asked, outcome: failure, text: '', detail: message, usage };
  }
}

/** A signal that aborts when the run ends (a cancel), so that nobody pays for an answer that nobody waits for. */
function abortWithRun({ log, clock }: ModelPorts, runId: string, over: AbortSignal) {
  const controller = new AbortController();
  const watch = async (): Promise<void> => {
    while (!over.aborted) {
      await clock.sleep(cancelCheckSeconds, over);
      if (over.aborted) return;
      const reading = await log.read(runId).catch(() => null);
      if (reading?.run.terminal != null) return controller.abort();
    }
  };
  return { signal: controller.signal, watching: watch() };
}
