import { z } from 'zod';
import { visibleCatalogSchema } from '../../shared/catalog/visible.ts';
import { publishedEventSchema } from '../../shared/run/published.ts';
import { runDocumentSchema } from '../../shared/run/document.ts';
import { promptRequestSchema } from '../../shared/run/request.ts';
import { downloadSchema, eventsPageSchema, healthSchema, runsPageSchema } from './pages.ts';
import { toProblemDocument } from './problem.ts';
import type { Route, SchemaName, Success } from './routes/route.ts';

const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
});

const schemas: Record<SchemaName | 'Problem', z.ZodType> = {
  PromptRequest: promptRequestSchema,
  RunDocument: runDocumentSchema,
  RunsPage: runsPageSchema,
  EventsPage: eventsPageSchema,
  PublishedEvent: publishedEventSchema,
  Catalog: visibleCatalogSchema,
  Download: downloadSchema,
  Health: healthSchema,
  Problem: problemSchema,
};

/** OpenAPI 3.1 of the routes: its schemas are JSON Schema as zod writes it. */
export function toOpenApi(routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: toOperation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kaiseki',
      version: '1',
      description:
        'Answers questions about a data warehouse by writing and running programs. Errors are RFC 9457 problem documents.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: toComponents(),
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'Needed where the host is not bound to loopback.',
        },
      },
    },
  };
}

function toComponents(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const { schemas: components } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    io: 'input',
    unrepresentable: 'any',
  });
  return Object.fromEntries(
    Object.entries(components).map(([id, { $id: _id, $schema: _schema, ...schema }]) => [id, schema]),
  );
}

const refTo = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });

const toOperation = (route: Route) => ({
  summary: route.summary,
  operationId: `${route.method}${route.path.replaceAll(/\{[^}]*\}/g, '').replaceAll(/\W+(\w)/g, (_match, letter: string) => letter.toUpperCase())}`,
  security: route.open ? [] : [{}, { token: [] }],
  ...(route.parameters.length === 0
    ? {}
    : { parameters: route.parameters.map((one) => ({ ...one, required: one.in === 'path' })) }),
  ...(route.body === null
    ? {}
    : { requestBody: { required: true, content: { 'application/json': refTo(route.body) } } }),
  responses: {
    ...Object.fromEntries(
      Object.entries(route.responses).map(([status, success]) => [status, toSuccess(success)]),
    ),
    ...toProblems(route),
  },
});

const toSuccess = ({ description, schema, mediaTypes = ['application/json'] }: Success) => ({
  description,
  ...(schema === undefined
    ? {}
    : {
        content: Object.fromEntries(
          mediaTypes.map((type) => [
            type,
            type === 'application/json' ? refTo(schema) : { schema: { type: 'string' } },
          ]),
        ),
      }),
});

function toProblems(route: Route): Record<string, unknown> {
  const always = ['foreign-origin', 'misdirected-request', 'internal', 'unavailable'] as const;
  const codes = [...route.refusals, ...(route.open ? [] : (['unauthorized'] as const)), ...always];
  const problems = codes.map((code) => toProblemDocument(code, ''));
  const statuses = [...new Set(problems.map((problem) => problem.status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const description = problems
        .filter((problem) => problem.status === status)
        .map((problem) => problem.title)
        .join('; ');
      return [status, { description, content: { 'application/problem+json': refTo('Problem') } }];
    }),
  );
}
