import { readJson } from '../body.ts';
import { createRun } from '../create.ts';
import { parseIdempotencyKey, parsePromptRequest } from '../prompt-request.ts';
import { toRunDocument } from '../run-document.ts';
import type { MakeRoutes } from './route.ts';

export const promptRoutes: MakeRoutes = (ingest) => [
  {
    method: 'post',
    path: '/prompt',
    open: false,
    summary: 'Ask a question about the data',
    parameters: [
      {
        in: 'header',
        name: 'Idempotency-Key',
        description: 'Makes repetition safe: for 24 hours the same key and body are the same run.',
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
    ],
    body: 'PromptRequest',
    responses: {
      202: { description: 'Accepted: the run goes on by itself. Location names it.', schema: 'RunDocument' },
    },
    refusals: [
      'invalid-request',
      'not-found',
      'conflict',
      'gone',
      'too-large',
      'unsupported-media-type',
      'key-reused',
    ],
    async handle(context) {
      const key = parseIdempotencyKey(context.req.header('idempotency-key'));
      const request = parsePromptRequest(await readJson(context.req.raw), ingest.settings);
      const run = await createRun(ingest, context.get('principal'), request, key);
      return context.json(await toRunDocument(ingest.ports.store, run), 202, { location: `/runs/${run.id}` });
    },
  },
];
