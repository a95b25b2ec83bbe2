import { publishEvent } from '../../shared/run/publish.ts';
import type { Run } from '../../shared/run/run.ts';
import type { Ingest } from './ports.ts';
import { Refusal } from './problem.ts';
import { readRun } from './read.ts';

/** More writers in a row than a run has. */
const tries = 50;

/** Ends the run as cancelled, unless it has ended: that stays as it is. */
export async function cancelRun(ingest: Ingest, principal: string, runId: string): Promise<Run> {
  for (let n = 0; n < tries; n++) {
    const { run, storeTime } = await readRun(ingest, principal, runId);
    if (run.terminal !== null) {
      await republish(ingest, run);
      return run;
    }
    const cancelled = await ingest.log.append(run, { type: 'run.cancelled' }, storeTime);
    if (cancelled !== null) {
      await publishEvent(ingest.ports.bus, cancelled, 'run.cancelled', storeTime);
      return cancelled;
    }
  }
  throw new Refusal('unavailable', 'The run changes too fast to be cancelled.', {
    headers: { 'retry-after': '1' },
  });
}

/** A caller who repeats a cancel may do so because the first crashed between the commit and its publication. */
const republish = async (ingest: Ingest, run: Run): Promise<void> => {
  if (run.state === 'ending' && run.terminal?.status === 'cancelled') {
    await publishEvent(ingest.ports.bus, run, 'run.cancelled', new Date(run.terminal.at));
  }
};
