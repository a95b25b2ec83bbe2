import { z } from 'zod';
import type { RunReading } from '../../shared/run/log.ts';
import type { Ingest } from './ports.ts';
import { Refusal } from './problem.ts';

/** What `Ids` makes; anything else is no key of ours and never reaches the store. */
export const runIdSchema = z.string().regex(/^[A-Za-z0-9-]{1,36}$/, 'is not the id of a run');

/**
 * The caller's run. Another principal's is not found, exactly like one that never was.
 * @throws Refusal 404; 410 when it was deleted
 */
export async function readRun(
  ingest: Pick<Ingest, 'log'>,
  principal: string,
  runId: string,
): Promise<RunReading> {
  const reading = await readAnyRun(ingest, principal, runId);
  if (reading === null) throw notFound(runId);
  if (reading.run.state === 'deleted') throw gone(runId);
  return reading;
}

/** Deleted ones too; null when the caller has none of that id. */
export async function readAnyRun(
  ingest: Pick<Ingest, 'log'>,
  principal: string,
  runId: string,
): Promise<RunReading | null> {
  if (!runIdSchema.safeParse(runId).success) return null;
  const reading = await ingest.log.read(runId);
  const theirs = reading !== null && reading.run.principal === principal && reading.run.state !== 'abandoned';
  return theirs ? reading : null;
}

export const notFound = (runId: string): Refusal =>
  new Refusal('not-found', `There is no run ${runId.slice(0, 100)}. GET /runs lists yours.`);

export const gone = (runId: string): Refusal =>
  new Refusal('gone', `Run ${runId} was deleted with all it made.`);
