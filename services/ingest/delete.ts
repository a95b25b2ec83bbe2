import { dropIndexEntry } from '../../shared/run/index.ts';
import { logPrefix, runPrefix } from '../../shared/run/keys.ts';
import { listAll } from '../../shared/run/list-all.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Run } from '../../shared/run/run.ts';
import type { Ingest } from './ports.ts';
import { gone, notFound, readAnyRun } from './read.ts';
import { Refusal } from './problem.ts';

/**
 * Deletes a closed run for good. From the commit of `run.deleted` on it is gone for every reader; what a crash leaves
 * behind goes when the request is repeated. The log's keys stay, emptied, or a late writer could bring the run back.
 *
 * @throws Refusal 404; 409 until the run is closed; 410 when it was deleted before
 */
export async function deleteRun(ingest: Ingest, principal: string, runId: string): Promise<void> {
  const reading = await readAnyRun(ingest, principal, runId);
  if (reading === null) throw notFound(runId);
  if (reading.run.state === 'deleted') {
    await clear(ingest, reading.run);
    throw gone(runId);
  }
  if (reading.run.state !== 'closed') {
    const hint =
      reading.run.terminal === null
        ? 'Cancel it first, or wait until it has ended.'
        : 'It is being closed: try again in a moment.';
    throw new Refusal('conflict', `Run ${runId} is not closed. ${hint}`, { headers: { 'retry-after': '1' } });
  }
  const deleted = await ingest.log.append(reading.run, { type: 'run.deleted' }, reading.storeTime);
  if (deleted === null) return deleteRun(ingest, principal, runId);
  await clear(ingest, deleted);
}

async function clear(ingest: Ingest, run: Run): Promise<void> {
  const { store } = ingest.ports;
  await dropIndexEntry(store, run);
  await deleteObjects(store, run.id);
  for (let seq = 1; seq < run.seq; seq++) await ingest.log.bury(run, seq);
}

async function deleteObjects(store: ObjectStore, runId: string): Promise<void> {
  const { objects } = await listAll(store, runPrefix(runId));
  const doomed = objects.filter((object) => !object.key.startsWith(logPrefix(runId)));
  await Promise.all(doomed.map((object) => store.delete(object.key)));
}
