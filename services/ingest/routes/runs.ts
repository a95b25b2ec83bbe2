import { z } from 'zod';
import { listIndex } from '../../../shared/run/index.ts';
import type { RunsPage } from '../pages.ts';
import { parseQuery } from '../query.ts';
import { runIdSchema } from '../read.ts';
import { integerQuery, type MakeRoutes } from './route.ts';

const pageLimit = 100;
const defaultLimit = 20;

const querySchema = z.object({
  after: runIdSchema.optional(),
  limit: z.coerce.number().int().min(1).max(pageLimit).default(defaultLimit),
});

export const runsRoutes: MakeRoutes = (ingest) => [
  {
    method: 'get',
    path: '/runs',
    open: false,
    summary: 'List your runs, newest first',
    parameters: [
      {
        in: 'query',
        name: 'after',
        description: 'The last run of the page before.',
        schema: { type: 'string' },
      },
      integerQuery('limit', 'Runs on a page.', { minimum: 1, maximum: pageLimit, default: defaultLimit }),
    ],
    body: null,
    responses: { 200: { description: 'A page of runs.', schema: 'RunsPage' } },
    refusals: ['invalid-request'],
    async handle(context) {
      const { after, limit } = parseQuery(context, querySchema);
      const page = await listIndex(ingest.ports.store, context.get('principal'), {
        limit,
        ...(after === undefined ? {} : { after }),
      });
      const runs = page.entries.map(({ runId, ...entry }) => ({
        id: runId,
        ...entry,
        href: `/runs/${runId}`,
      }));
      return context.json({
        runs,
        next: page.next === null ? null : `/runs?limit=${limit}&after=${page.next}`,
      } satisfies RunsPage);
    },
  },
];
