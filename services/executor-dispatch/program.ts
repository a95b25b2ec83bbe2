import { backOffSeconds, type LookContext, type StepOutcome } from '../../shared/delivery/step.ts';
import { PermanentError } from '../../shared/errors.ts';
import type { SlotReservation } from '../../shared/ports/sandbox.ts';
import { launchPrefix, sandboxToken } from '../../shared/run/keys.ts';
import { launchLimit } from '../../shared/run/limits.ts';
import type { Run, SandboxWork } from '../../shared/run/run.ts';
import { collect } from './collect.ts';
import { deliverAssignment } from './assignment.ts';
import { asksService, overrunGraceSeconds, secondsSince } from '../../shared/queries/waiting.ts';
import type { ExecutorPorts } from './ports.ts';

/** Lost races and dead hosts count as no launch, but a run must not go on losing for ever. */
const claimLimit = 30;

type SlotAssignment = SlotReservation & { assignment: number };

/** One launch after the other, each claimed, started, watched; the manifest is what says how it ended. */
export async function superviseProgram(
  ports: ExecutorPorts,
  run: Run,
  look: LookContext,
): Promise<StepOutcome> {
  const work = run.sandboxes.findLast((one) => one.attempt === run.attempt);
  if (work === undefined || work.state === 'lost') return claim(ports, run, look);
  if (work.state === 'claimed') return start(ports, run, look, work);
  return watch(ports, run, look, work);
}

async function claim(ports: ExecutorPorts, run: Run, look: LookContext): Promise<StepOutcome> {
  const before = run.sandboxes.filter((work) => work.attempt === run.attempt);
  if (before.filter((work) => work.counted).length >= launchLimit) {
    throw new PermanentError(`the sandbox was lost ${launchLimit} times`);
  }
  if (before.length >= claimLimit) throw new PermanentError(`no slot could be had in ${claimLimit} tries`);
  const refusal = await ports.sandbox.refusal();
  if (refusal !== null) throw new PermanentError(refusal);

  const reservation = sameSlot(run) ?? (await freshSlot(ports, run));
  if (reservation === null) return { wakeAfterSeconds: backOffSeconds(look.wakeSlot) };
  const launch = before.length + 1;
  return {
    commit: {
      type: 'sandbox.claimed',
      token: sandboxToken(run.id, run.attempt, launch),
      launch,
      slot: reservation.slot,
      warm: reservation.warm,
      assignment: reservation.assignment,
      prefix: launchPrefix(run.id, run.attempt, launch),
      leaseUntil: look.leaseUntil.toISOString(),
    },
  };
}

async function freshSlot(ports: ExecutorPorts, run: Run): Promise<SlotAssignment | null> {
  const reservation = await ports.sandbox.reserve({ runId: run.id, deadline: new Date(run.deadline) });
  return reservation === null ? null : { ...reservation, assignment: 1 };
}

/** A repair runs where the attempt before it ran, if that one came to its manifest: milliseconds instead of a launch. */
function sameSlot(run: Run): SlotAssignment | null {
  const last = run.sandboxes.at(-1);
  if (last?.state !== 'succeeded' || last.attempt === run.attempt) return null;
  return { slot: last.slot, warm: true, assignment: last.assignment + 1 };
}

async function start(
  ports: ExecutorPorts,
  run: Run,
  look: LookContext,
  work: SandboxWork,
): Promise<StepOutcome> {
  const delivered = await deliverAssignment(ports.store, run, work, look.now);
  if (delivered === 'taken') {
    return {
      commit: {
        type: 'sandbox.lost',
        token: work.token,
        counted: false,
        reason: 'another run took the slot first',
      },
    };
  }
  const handle = await ports.sandbox.start({
    token: work.token,
    runId: run.id,
    slot: work.slot,
    warm: work.warm,
    assignment: work.assignment,
    deadline: new Date(run.deadline),
  });
  return {
    commit: { type: 'sandbox.started', token: work.token, handle },
    ifEnded: async () => void (await ports.sandbox.stop({ ...work, runId: run.id })),
  };
}

async function watch(
  ports: ExecutorPorts,
  run: Run,
  look: LookContext,
  work: SandboxWork,
): Promise<StepOutcome> {
  const collected = await collect(ports.store, work);
  if (collected !== null) return { commit: collected };

  const wait: StepOutcome = { wakeAfterSeconds: backOffSeconds(look.wakeSlot) };
  if (secondsSince(work.startedAt, look.now) > run.limits.programSeconds + overrunGraceSeconds) {
    await ports.sandbox.stop({ ...work, runId: run.id });
  } else if (!asksService(look)) return wait;

  const state = await ports.sandbox.inspect(work.handle ?? '');
  // "Unknown" is "not yet": a service may show what it was asked to start only later.
  if (state.status !== 'ended') return wait;
  const late = await collect(ports.store, work);
  return {
    commit: late ?? { type: 'sandbox.lost', token: work.token, counted: state.counted, reason: state.reason },
  };
}
