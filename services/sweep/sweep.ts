import type { DeliveryPorts } from '../../shared/delivery/look.ts';
import { deadlinePassed } from '../../shared/delivery/failure.ts';
import { readTrouble } from '../../shared/delivery/trouble.ts';
import { dropIndexEntry } from '../../shared/run/index.ts';
import type { RunReading } from '../../shared/run/log.ts';
import { listOpen, principalOfMarker, unmark, type OpenMarker } from '../../shared/run/markers.ts';
import { publishEvent } from '../../shared/run/publish.ts';
import { isDue, listWaitingDeliveries } from '../../shared/run/webhook-delivery.ts';
import { isOpen, ownerOf } from '../../shared/run/state-table.ts';
import { topology } from '../../shared/topology.ts';

/** A marker this old without a first entry stands for a POST that nobody was ever answered. */
const abandonedAfterSeconds = 600;

/** Beyond the owner's timeout: the look that should have come is not coming. */
const lateAfterSeconds = 30;

/**
 * What was forgotten: goes through the markers of runs that are not closed and brings a look to those that nobody looks
 * at, an end to those whose deadline has passed. Runs once a minute; one broken run does not keep it from the others.
 * @returns the runs that could not be swept, with their errors
 */
export async function sweep(
  ports: DeliveryPorts,
  everyRun = false,
): Promise<{ runId: string; error: unknown }[]> {
  const { markers, storeTime } = await listOpen(ports.store);
  const failures: { runId: string; error: unknown }[] = [];
  const attempt = async (runId: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      failures.push({ runId, error });
    }
  };
  for (const marker of markers)
    await attempt(marker.runId, () => sweepRun(ports, marker, storeTime, everyRun));
  // Webhooks go on after their run is closed; the notifier itself sees to it that nobody calls twice.
  for (const { id, runId } of await listWaitingDeliveries(ports.store))
    await attempt(runId, async () => {
      if (await isDue(ports.store, id)) await ports.queue.send('notifier', { runId });
    });
  return failures;
}

async function sweepRun(ports: DeliveryPorts, marker: OpenMarker, now: Date, always: boolean): Promise<void> {
  const reading = await ports.log.read(marker.runId);
  if (reading === null) {
    if (secondsBetween(marker.at, now) > abandonedAfterSeconds) await abandon(ports, marker, now);
    return;
  }
  const { run } = reading;
  if (run.state === 'closed') return unmark(ports.store, run.id);
  if (run.state === 'deleted' || run.state === 'abandoned') return forget(ports, run.id);
  if (isOpen(run.state) && now.getTime() > Date.parse(run.deadline)) return failLate(ports, reading, now);
  const owner = ownerOf(run.state);
  // What ingest owns waits for a person, not for a look.
  if (owner === 'ingest') return;
  if (always || isForgotten(reading, topology[owner].timeoutSeconds, now)) {
    await ports.queue.send(owner, { runId: run.id });
  }
}

function isForgotten({ run, at }: RunReading, timeoutSeconds: number, now: Date): boolean {
  if (run.state === 'ending' || run.state === 'notifying') return true;
  return secondsBetween(at, now) > timeoutSeconds + lateAfterSeconds;
}

async function failLate(ports: DeliveryPorts, { run }: RunReading, now: Date): Promise<void> {
  const event = deadlinePassed(ownerOf(run.state), await readTrouble(ports.store, run.id));
  const failed = await ports.log.append(run, event, now);
  if (failed !== null) await publishEvent(ports.bus, failed, 'run.failed', now);
}

/** Takes the run's first key, so that a POST that is still on its way is refused, then cleans up after it. */
async function abandon(ports: DeliveryPorts, marker: OpenMarker, now: Date): Promise<void> {
  const abandoned = await ports.log.append(null, { type: 'run.abandoned', runId: marker.runId }, now);
  if (abandoned !== null) await forget(ports, marker.runId);
}

async function forget(ports: DeliveryPorts, runId: string): Promise<void> {
  const principal = await principalOfMarker(ports.store, runId);
  if (principal !== null) await dropIndexEntry(ports.store, { id: runId, principal });
  await unmark(ports.store, runId);
}

const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000;
