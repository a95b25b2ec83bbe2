import { signArtifact } from '../artifact.ts';
import type { Download } from '../pages.ts';
import { runIdParameter, type MakeRoutes } from './route.ts';

export const artifactRoutes: MakeRoutes = (ingest) => [
  {
    method: 'get',
    // Line separators, too: a program may have put one into a name.
    path: String.raw`/runs/:id/artifacts/:name{[\s\S]+}`,
    open: false,
    summary: 'Download a file that the run made',
    parameters: [
      runIdParameter,
      {
        in: 'path',
        name: 'name',
        description: "As the run document names it; may contain '/'.",
        schema: { type: 'string', maxLength: 300 },
      },
      {
        in: 'query',
        name: 'redirect',
        description:
          '`false` tells where the file is instead: a page cannot send its token along with a link.',
        schema: { type: 'boolean', default: true },
      },
    ],
    body: null,
    responses: {
      200: {
        description: 'With `redirect=false`: `url` holds the file for some minutes.',
        schema: 'Download',
      },
      307: { description: 'Location holds the file for some minutes.' },
    },
    refusals: ['invalid-name', 'not-found', 'gone'],
    async handle(context) {
      const url = await signArtifact(
        ingest,
        context.get('principal'),
        context.req.param('id') ?? '',
        context.req.param('name') ?? '',
      );
      if (context.req.query('redirect') === 'false') return context.json({ url } satisfies Download);
      return context.redirect(url, 307);
    },
  },
];
