import type { Ingest } from './ports.ts';
import { readEvents } from './events.ts';
import type { EventsPage } from './pages.ts';
import { readUntil } from './prefer.ts';

/** Proxies drop a silent connection after a minute. */
const heartbeatSeconds = 15;

/** A run's events as Server-Sent Events: published events carry their seq as id, progress carries none. Ends when the run is closed. */
export function streamEvents(
  ingest: Ingest,
  principal: string,
  first: EventsPage,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const pages = followPages(ingest, principal, first, signal);
  return new ReadableStream({
    async pull(controller) {
      const { value: page, done } = await pages.next();
      if (done === true) return controller.close();
      controller.enqueue(encoder.encode(toText(page)));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}

async function* followPages(
  ingest: Ingest,
  principal: string,
  first: EventsPage,
  signal: AbortSignal,
): AsyncGenerator<EventsPage, undefined> {
  let page = first;
  yield page;
  while (!page.closed && !signal.aborted) {
    const last = page;
    page = await readUntil(
      ingest.ports,
      { runId: page.runId, seconds: heartbeatSeconds, signal, everySeconds: rereadSeconds(page) },
      () => readEvents(ingest, principal, last.runId, last.next),
      (now) => hasNews(last, now),
    );
    yield sameProgress(last, page) ? { ...page, progress: null } : page;
    // The comparison needs what was last said, said again or not.
    page = page.progress === null ? { ...page, progress: last.progress } : page;
  }
  return undefined;
}

/** Progress has no notice of its own everywhere; while a program runs it is read each second. */
export const rereadSeconds = (page: EventsPage): number =>
  page.status === 'executing' ? 1 : heartbeatSeconds;

export const hasNews = (before: EventsPage, now: EventsPage): boolean =>
  now.events.length > 0 ||
  now.closed ||
  now.status !== before.status ||
  (now.progress !== null && !sameProgress(before, now));

const sameProgress = (a: EventsPage, b: EventsPage): boolean =>
  a.progress?.fraction === b.progress?.fraction && a.progress?.text === b.progress?.text;

function toText(page: EventsPage): string {
  const events = page.events.map(
    (event) => `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
  );
  const status = `event: status\ndata: ${JSON.stringify({ status: page.status, next: page.next })}\n\n`;
  const progress =
    page.progress === null ? '' : `event: progress\ndata: ${JSON.stringify(page.progress)}\n\n`;
  const heartbeat = events.length === 0 && progress === '' ? ': still here\n\n' : '';
  return events.length > 0 ? `${events.join('')}${status}${progress}` : `${progress}${heartbeat}`;
}
