import { cancelRun } from '../cancel.ts';
import { deleteRun } from '../delete.ts';
import { appliedWait, readUntil, waitSeconds } from '../prefer.ts';
import { readRun } from '../read.ts';
import { toRunDocument } from '../run-document.ts';
import { preferParameter, runIdParameter, type MakeRoutes } from './route.ts';

/** A reader whose notice was lost looks again after this. */
const rereadSeconds = 5;

export const runRoutes: MakeRoutes = (ingest) => [
  {
    method: 'get',
    path: '/runs/:id',
    open: false,
    summary: 'Read a run: its status, and its answer when it has one',
    parameters: [runIdParameter, preferParameter],
    body: null,
    responses: {
      200: {
        description: 'The run document. With Prefer: wait, as soon as the run has ended or the time is over.',
        schema: 'RunDocument',
      },
    },
    refusals: ['not-found', 'gone'],
    async handle(context) {
      const runId = context.req.param('id') ?? '';
      const seconds = waitSeconds(context.req.header('prefer'), ingest.settings);
      const { run } = await readUntil(
        ingest.ports,
        { runId, seconds, signal: context.req.raw.signal, everySeconds: rereadSeconds },
        () => readRun(ingest, context.get('principal'), runId),
        (reading) => reading.run.terminal !== null,
      );
      return context.json(await toRunDocument(ingest.ports.store, run), 200, appliedWait(seconds));
    },
  },
  {
    method: 'delete',
    path: '/runs/:id',
    open: false,
    summary: 'Delete a closed run with all it made',
    parameters: [runIdParameter],
    body: null,
    responses: { 204: { description: 'Deleted. From now on it answers 410.' } },
    refusals: ['not-found', 'conflict', 'gone'],
    async handle(context) {
      await deleteRun(ingest, context.get('principal'), context.req.param('id') ?? '');
      return context.body(null, 204);
    },
  },
  {
    method: 'post',
    path: '/runs/:id/cancel',
    open: false,
    summary: 'Cancel a run; one that has ended stays as it is',
    parameters: [runIdParameter],
    body: null,
    responses: { 200: { description: 'The run document, with its terminal status.', schema: 'RunDocument' } },
    refusals: ['not-found', 'gone'],
    async handle(context) {
      const run = await cancelRun(ingest, context.get('principal'), context.req.param('id') ?? '');
      return context.json(await toRunDocument(ingest.ports.store, run));
    },
  },
];
