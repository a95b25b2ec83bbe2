import { backOffSeconds, type LookContext, type StepOutcome } from '../../shared/delivery/step.ts';
import type { StopOutcome } from '../../shared/ports/long-work.ts';
import { slotKey } from '../../shared/run/keys.ts';
import type { QueryWork, Run, SandboxWork } from '../../shared/run/run.ts';
import { claimant } from './assignment.ts';
import { secondsSince } from '../../shared/queries/waiting.ts';
import type { ExecutorPorts } from './ports.ts';

/** This long after its deadline a run is released whatever still says it runs: everything ends by itself by then. */
const forceAfterSeconds = 60;

/**
 * Stops whatever any stage claimed for the run. It is released once nothing claimed can still run: a query that nobody
 * knows counts as over when its claim's lease is, a sandbox only when it was seen to have ended.
 */
export async function release(ports: ExecutorPorts, run: Run, look: LookContext): Promise<StepOutcome> {
  if (secondsSince(run.deadline, look.now) > forceAfterSeconds)
    return { commit: { type: 'run.released', forced: true } };

  const queries = run.queries.filter((work) => work.state === 'claimed' || work.state === 'started');
  for (const work of queries) {
    const outcome = await ports.warehouse.stop(work.token);
    if (!isOver(outcome, work, look)) return { wakeAfterSeconds: backOffSeconds(look.wakeSlot) };
  }
  for (const work of run.sandboxes) {
    if (work.state === 'lost') continue;
    if ((await claimant(ports.store, work.slot)) === run.id) await endSlot(ports, work);
    const outcome = await ports.sandbox.stop({ ...work, runId: run.id });
    const started = work.state !== 'claimed';
    if (outcome === 'ended' || (!started && isOver(outcome, work, look))) continue;
    return { wakeAfterSeconds: backOffSeconds(look.wakeSlot) };
  }
  return { commit: { type: 'run.released', forced: false } };
}

/** Tells the slot that no further attempt comes, in the words of its mailbox. */
const endSlot = (ports: ExecutorPorts, work: SandboxWork) =>
  ports.store.put(
    slotKey(work.slot, work.assignment + 1),
    JSON.stringify({ version: 1, slot: work.slot, assignment: work.assignment + 1, end: true }),
    { ifNoneMatch: '*', contentType: 'application/json' },
  );

const isOver = (outcome: StopOutcome, work: QueryWork | SandboxWork, look: LookContext): boolean =>
  outcome === 'ended' || (outcome === 'unknown' && look.now.getTime() > Date.parse(work.leaseUntil));
