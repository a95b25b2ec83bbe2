import type { Context } from 'hono';
import type { Ingest, IngestEnv } from '../ports.ts';
import type { ProblemCode } from '../problem.ts';

/** Names of schemas in `openapi.ts`. */
export type SchemaName =
  | 'PromptRequest'
  | 'RunDocument'
  | 'RunsPage'
  | 'EventsPage'
  | 'PublishedEvent'
  | 'Catalog'
  | 'Download'
  | 'Health';

/** One method of one path: what it does, and what the OpenAPI document says about it. */
export interface Route {
  method: 'get' | 'post' | 'delete';
  /** In Hono's notation. */
  path: string;
  /** Answered without a token. */
  open: boolean;
  summary: string;
  parameters: Parameter[];
  body: SchemaName | null;
  responses: Record<number, Success>;
  refusals: ProblemCode[];
  handle(context: Context<IngestEnv>): Promise<Response> | Response;
}

export interface Success {
  description: string;
  schema?: SchemaName;
  mediaTypes?: string[];
}

export interface Parameter {
  in: 'path' | 'query' | 'header';
  name: string;
  description: string;
  schema: Record<string, unknown>;
}

export type MakeRoutes = (ingest: Ingest) => Route[];

export const runIdParameter: Parameter = {
  in: 'path',
  name: 'id',
  description: "The run's id.",
  schema: { type: 'string', pattern: '^[A-Za-z0-9-]{1,36}$' },
};

export const preferParameter: Parameter = {
  in: 'header',
  name: 'Prefer',
  description: '`wait=25` holds the answer until there is news, at most that many seconds (RFC 7240).',
  schema: { type: 'string' },
};

export const integerQuery = (
  name: string,
  description: string,
  bounds: { minimum: number; maximum?: number; default: number },
): Parameter => ({
  in: 'query',
  name,
  description,
  schema: { type: 'integer', ...bounds },
});
