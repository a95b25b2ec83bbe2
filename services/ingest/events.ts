import type { LogEntry } from '../../shared/run/log.ts';
import { toPublished } from '../../shared/run/publish.ts';
import type { PublishedEvent } from '../../shared/run/published.ts';
import type { Run } from '../../shared/run/run.ts';
import { openStateCommits, stateTable } from '../../shared/run/state-table.ts';
import type { EventsPage } from './pages.ts';
import type { Ingest } from './ports.ts';
import { readProgress } from './progress.ts';
import { readRun } from './read.ts';
import { statusOf } from './status.ts';

const publishedTypes: ReadonlySet<string> = new Set(
  [...Object.values(stateTable).map(({ commits }) => commits), openStateCommits].flatMap((commits) =>
    Object.entries(commits).flatMap(([type, transition]) => (transition.published ? [type] : [])),
  ),
);

export async function readEvents(
  ingest: Ingest,
  principal: string,
  runId: string,
  after: number,
): Promise<EventsPage> {
  const { run } = await readRun(ingest, principal, runId);
  const entries = run.seq > after ? await ingest.log.entries(runId, after) : [];
  // Entries may be newer than the first read; the page must be one moment.
  const current = entries.at(-1)?.run ?? run;
  return {
    runId,
    status: statusOf(current),
    events: entries.flatMap(published),
    progress: await readProgress(ingest.ports.store, current),
    next: Math.max(after, current.seq),
    closed: isClosed(current),
  };
}

const isClosed = (run: Run): boolean =>
  run.state === 'closed' || run.state === 'deleted' || run.state === 'abandoned';

function published(entry: LogEntry): PublishedEvent[] {
  const type = entry.event?.type;
  if (type === undefined) return [];
  if (publishedTypes.has(type)) return [toPublished(entry.run, type, entry.at)];
  // The notifier publishes the completion event right before it closes the run.
  return type === 'run.closed' ? [toPublished(entry.run, 'run.completed', entry.at)] : [];
}
