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
  const texts = followPages(ingest, principal, first, signal);
  return new ReadableStream({
    async pull(controller) {
      const { value: text, done } = await texts.next();
      if (done === true) return controller.close();
      controller.enqueue(encoder.encode(text));
    },
    async cancel() {
      await texts.return(undefined);
    },
  });
}

async function* followPages(
  ingest: Ingest,
  principal: string,
  first: EventsPage,
  signal: AbortSignal,
): AsyncGenerator<string, undefined> {
  let page = first;
  yield toText(page, null);
  while (!page.closed && !signal.aborted) {
    const last = page;
    const now = await readUntil(
      ingest.ports,
      { runId: page.runId, seconds: heartbeatSeconds, signal, everySeconds: rereadSeconds(page) },
      () => readEvents(ingest, principal, last.runId, last.next),
      (reading) => hasNews(last, reading),
    );
    yield toText(now, last);
    // The next comparison needs what was last said, said again or not.
    page = now.progress === null ? { ...now, progress: last.progress } : now;
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

/** What is new on a page, against the one before it. */
function toText(page: EventsPage, before: EventsPage | null): string {
  const message = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  const parts = page.events.map((event) => `id: ${event.seq}\n${message(event.type, event)}`);
  if (parts.length > 0 || page.status !== before?.status)
    parts.push(message('status', { status: page.status, next: page.next }));
  if (page.progress !== null && (before === null || !sameProgress(before, page)))
    parts.push(message('progress', page.progress));
  return parts.length === 0 ? ': still here\n\n' : parts.join('');
}
