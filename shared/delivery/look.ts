import { isPermanent, PermanentError, RetryableError } from '../errors.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Look, Queue } from '../ports/queue.ts';
import { wakeKey } from '../run/keys.ts';
import type { RunLog } from '../run/log.ts';
import { publishEvent } from '../run/publish.ts';
import type { Run } from '../run/run.ts';
import { isOpen, ownerOf, transitionOf } from '../run/state-table.ts';
import type { QueuedStage } from '../topology.ts';
import { deadlinePassed, failedBy } from './failure.ts';
import {
  backOffSeconds,
  type LookContext,
  type StageDefinition,
  type StageEvent,
  type StepOutcome,
} from './step.ts';
import { readTrouble, recordTrouble } from './trouble.ts';

export interface DeliveryPorts {
  store: ObjectStore;
  log: RunLog;
  bus: EventBus;
  queue: Queue;
}

/** More commits in one look than any run can need: a stage that commits without getting on. */
const commitLimit = 200;

/**
 * Looks at a run on behalf of one stage: calls the stage's step while the stage owns the run's state, commits what it
 * says and publishes what the state table says, until another stage owns the run or the step waits. A message that
 * arrives twice, late or out of order, a hint, a wake-up and the sweep's look all end up here, and mean the same.
 *
 * Order within: commit, then publish, then (by returning) acknowledge. A crash in between is mended by the next look;
 * a lost publication by the sweep's.
 *
 * @throws what the host should retry; errors that will not go away have become the end of the run
 */
export async function lookAtRun(
  ports: DeliveryPorts,
  definition: StageDefinition,
  timeoutSeconds: number,
  message: Look,
): Promise<void> {
  const reading = await ports.log.read(message.runId);
  if (reading === null) return;
  const now = reading.storeTime;
  const leaseUntil = new Date(now.getTime() + timeoutSeconds * 1000);
  let run = reading.run;
  let justCommitted: StageEvent | null = null;

  for (let commits = 0; commits < commitLimit; commits++) {
    if (ownerOf(run.state) !== definition.stage || !hasNext(run)) return;
    const look: LookContext = {
      now,
      leaseUntil,
      wakeSlot: message.wake?.seq === run.seq ? message.wake.slot : 0,
      commits,
      justCommitted,
    };
    const outcome = await stepOrFailure(ports, definition, run, look);
    if (outcome === 'idle') return;
    if ('wakeAfterSeconds' in outcome)
      return claimWake(ports, definition.stage as QueuedStage, run, look, outcome.wakeAfterSeconds);
    const committed = await commitOrFail(ports, definition, run, outcome, now);
    justCommitted = committed.isOurs ? outcome.commit : null;
    run = committed.run;
  }
  const stuck = `${definition.stage} committed ${commitLimit} times in one look and did not get on`;
  if (!isOpen(run.state)) throw new RetryableError(stuck, { runId: run.id });
  await commit(ports, run, { commit: failedBy(definition.stage, new PermanentError(stuck)) }, now);
}

const hasNext = (run: Run): boolean =>
  run.state !== 'closed' && run.state !== 'deleted' && run.state !== 'abandoned';

async function stepOrFailure(
  ports: DeliveryPorts,
  definition: StageDefinition,
  run: Run,
  look: LookContext,
): Promise<StepOutcome> {
  if (isOpen(run.state) && look.now.getTime() > Date.parse(run.deadline)) {
    return { commit: deadlinePassed(definition.stage, await readTrouble(ports.store, run.id)) };
  }
  try {
    return await definition.step(run, look);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!isPermanent(error)) {
      await recordTrouble(ports.store, run.id, {
        stage: definition.stage,
        at: look.now.toISOString(),
        message,
      });
      throw error;
    }
    // A run that has ended keeps its status: what cannot be released or notified now is tried again.
    return isOpen(run.state)
      ? { commit: failedBy(definition.stage, error) }
      : { wakeAfterSeconds: backOffSeconds(look.wakeSlot) };
  }
}

/** A commit that contradicts the run, or cannot be published, will do so again: that is the run's end, not the message's. */
async function commitOrFail(
  ports: DeliveryPorts,
  { stage }: StageDefinition,
  run: Run,
  outcome: { commit: StageEvent; ifEnded?: () => Promise<void> },
  now: Date,
): Promise<Committed> {
  try {
    return await commit(ports, run, outcome, now);
  } catch (error) {
    if (!isPermanent(error) || !isOpen(run.state)) throw error;
    return commit(ports, run, { commit: failedBy(stage, error) }, now);
  }
}

/** The run after the commit, or after whoever committed first. */
interface Committed {
  run: Run;
  isOurs: boolean;
}

async function commit(
  ports: DeliveryPorts,
  run: Run,
  outcome: { commit: StageEvent; ifEnded?: () => Promise<void> },
  now: Date,
): Promise<Committed> {
  const transition = transitionOf(run.state, outcome.commit.type);
  const next = await ports.log.append(run, outcome.commit, now);
  if (next !== null) {
    if (transition?.published === true) await publishEvent(ports.bus, next, outcome.commit.type, now);
    return { run: next, isOurs: true };
  }
  const reading = await ports.log.read(run.id);
  if (reading?.run.terminal != null) await outcome.ifEnded?.();
  return { run: reading?.run ?? run, isOurs: false };
}

/**
 * One wake-up in flight per state of a run: whoever claims the slot sends the one delayed look, which claims the next
 * slot. Without the claim every look would send another, and looks would multiply (12,399 for one simulated run).
 */
async function claimWake(
  ports: DeliveryPorts,
  stage: QueuedStage,
  run: Run,
  look: LookContext,
  seconds: number,
): Promise<void> {
  const slot = look.wakeSlot + 1;
  const claim = await ports.store.put(wakeKey(run.id, run.seq, slot), '', { ifNoneMatch: '*' });
  if (claim.written)
    await ports.queue.send(stage, { runId: run.id, wake: { seq: run.seq, slot } }, { delaySeconds: seconds });
}
