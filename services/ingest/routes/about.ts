import { visibleCatalog } from '../../../shared/catalog/visible.ts';
import type { Health } from '../pages.ts';
import type { MakeRoutes } from './route.ts';

export const aboutRoutes: MakeRoutes = (ingest) => [
  {
    method: 'get',
    path: '/catalog',
    open: false,
    summary: 'The tables that can be asked about, and the sources that could not become tables',
    parameters: [],
    body: null,
    responses: { 200: { description: 'Tables, columns and their statistics.', schema: 'Catalog' } },
    refusals: [],
    async handle(context) {
      return context.json(visibleCatalog(await ingest.ports.warehouse.catalog()));
    },
  },
  {
    method: 'get',
    path: '/health',
    open: true,
    summary: 'Whether this host answers',
    parameters: [],
    body: null,
    responses: { 200: { description: 'It does.', schema: 'Health' } },
    refusals: [],
    handle: (context) => context.json({ status: 'ok', instance: ingest.settings.instance } satisfies Health),
  },
];
