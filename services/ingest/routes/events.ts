import { z } from 'zod';
import { hasNews, rereadSeconds, streamEvents } from '../event-stream.ts';
import { readEvents } from '../events.ts';
import { appliedWait, readUntil, waitSeconds } from '../prefer.ts';
import { parseQuery } from '../query.ts';
import { integerQuery, preferParameter, runIdParameter, type MakeRoutes } from './route.ts';

const afterSchema = z.coerce.number().int().min(0).default(0);

export const eventsRoutes: MakeRoutes = (ingest) => [
  {
    method: 'get',
    path: '/runs/:id/events',
    open: false,
    summary: 'Read what happened to a run, and its progress',
    parameters: [
      runIdParameter,
      integerQuery('after', 'Events after this seq.', { minimum: 0, default: 0 }),
      preferParameter,
      {
        in: 'header',
        name: 'Last-Event-ID',
        description: 'With Accept: text/event-stream, where to go on.',
        schema: { type: 'integer' },
      },
    ],
    body: null,
    responses: {
      200: {
        description:
          'Events, oldest first; as a stream with Accept: text/event-stream where the host can stream.',
        schema: 'EventsPage',
        mediaTypes: ['application/json', 'text/event-stream'],
      },
      204: { description: 'The stream has ended: nothing can follow.' },
    },
    refusals: ['invalid-request', 'not-found', 'gone'],
    async handle(context) {
      const runId = context.req.param('id') ?? '';
      const principal = context.get('principal');
      const { signal } = context.req.raw;
      const { after } = parseQuery(context, z.object({ after: afterSchema }));
      if (ingest.settings.streams && context.req.header('accept')?.includes('text/event-stream') === true) {
        const from = afterSchema.catch(after).parse(context.req.header('last-event-id') ?? after);
        const first = await readEvents(ingest, principal, runId, from);
        // EventSource connects again whenever a stream ends; 204 tells it to stop.
        if (first.closed && first.events.length === 0) return context.body(null, 204);
        return context.body(streamEvents(ingest, principal, first, signal), 200, {
          'content-type': 'text/event-stream',
          'x-accel-buffering': 'no',
        });
      }
      const seconds = waitSeconds(context.req.header('prefer'), ingest.settings);
      const first = await readEvents(ingest, principal, runId, after);
      const page =
        seconds === 0 || first.events.length > 0 || first.closed
          ? first
          : await readUntil(
              ingest.ports,
              { runId, seconds, signal, everySeconds: rereadSeconds(first) },
              () => readEvents(ingest, principal, runId, after),
              (now) => hasNews(first, now),
            );
      return context.json(page, 200, appliedWait(seconds));
    },
  },
];
