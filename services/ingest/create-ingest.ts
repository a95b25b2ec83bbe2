import { Hono, type Context } from 'hono';
import { InvalidInputError, isPermanent, UnavailableError } from '../../shared/errors.ts';
import { createRunLog } from '../../shared/run/log.ts';
import { authenticate, refuseForeigners, securityHeaders } from './boundary.ts';
import { consoleRoutes } from './console/routes.ts';
import { toOpenApi } from './openapi.ts';
import type { Ingest, IngestEnv, IngestPorts, IngestSettings } from './ports.ts';
import { Refusal, toProblemDocument, toResponse } from './problem.ts';
import { aboutRoutes } from './routes/about.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { eventsRoutes } from './routes/events.ts';
import { promptRoutes } from './routes/prompt.ts';
import type { Route } from './routes/route.ts';
import { runRoutes } from './routes/run.ts';
import { runsRoutes } from './routes/runs.ts';

/** The HTTP API and the console: the way in for prompts, and the reading side. Serve `fetch`; every path is its own. */
export function createIngest(ports: IngestPorts, settings: IngestSettings): Hono<IngestEnv> {
  const ingest: Ingest = { ports, settings, log: createRunLog(ports.store) };
  const routes = [promptRoutes, runsRoutes, runRoutes, eventsRoutes, artifactRoutes, aboutRoutes].flatMap(
    (make) => make(ingest),
  );
  const app = new Hono<IngestEnv>();
  app.use(securityHeaders);
  app.use(refuseForeigners(settings.hosts));
  for (const route of routes) serve(app, route, settings);
  const openApi = toOpenApi(routes);
  app.get('/openapi.json', (context) => context.json(openApi));
  app.route('/', consoleRoutes(settings.signIn));
  refuseOtherMethods(app);
  app.notFound((context) =>
    toResponse(
      toProblemDocument(
        'not-found',
        `There is nothing at ${context.req.path.slice(0, 200)}. GET /openapi.json lists what there is.`,
      ),
    ),
  );
  app.onError((error, context) => answerError(error, context, settings));
  return app;
}

function serve(app: Hono<IngestEnv>, route: Route, settings: IngestSettings): void {
  const handlers = route.open ? [] : [authenticate(settings)];
  app.on([route.method.toUpperCase()], [route.path], ...handlers, (context) => route.handle(context));
}

function refuseOtherMethods(app: Hono<IngestEnv>): void {
  const served = app.routes.filter((route) => route.method !== 'ALL');
  for (const path of new Set(served.map((route) => route.path))) {
    const methods = new Set(served.filter((route) => route.path === path).map((route) => route.method));
    const allow = [...methods, ...(methods.has('GET') ? ['HEAD'] : [])].join(', ');
    app.all(path, (context) => {
      throw new Refusal('method-not-allowed', `${context.req.method} is not allowed here; ${allow} is.`, {
        headers: { allow },
      });
    });
  }
}

function answerError(error: Error, context: Context, settings: IngestSettings): Response {
  if (error instanceof Refusal) return toResponse(error.problem, error.headers);
  settings.report?.(error, { method: context.req.method, path: context.req.path });
  if (error instanceof UnavailableError || error instanceof InvalidInputError)
    return toResponse(toProblemDocument('unavailable', `${error.message}.`), { 'retry-after': '1' });
  if (!isPermanent(error) && 'code' in error && error.code === 'retryable') {
    const detail =
      'A service that is needed for this did not answer. Send the request again, with the same Idempotency-Key if it has one.';
    return toResponse(toProblemDocument('unavailable', detail), { 'retry-after': '1' });
  }
  return toResponse(
    toProblemDocument('internal', 'The request could not be handled. The log of the host says why.'),
  );
}
