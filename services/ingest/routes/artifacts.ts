import { signArtifact } from '../artifact.ts';
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
    ],
    body: null,
    responses: { 307: { description: 'Location holds the file for some minutes.' } },
    refusals: ['invalid-name', 'not-found', 'gone'],
    async handle(context) {
      const url = await signArtifact(
        ingest,
        context.get('principal'),
        context.req.param('id') ?? '',
        context.req.param('name') ?? '',
      );
      return context.redirect(url, 307);
    },
  },
];
