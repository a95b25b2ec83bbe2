import assert from 'node:assert/strict';
import { z } from 'zod';

type Json = Record<string, unknown>;

interface Operation {
  operationId: string;
  parameters?: { in: string; name: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
}

/** What of an OpenAPI document these tests rely on. */
export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
}

/** The operation that answers a request, and the path it is declared under. */
export function operationOf(document: OpenApi, method: string, url: string): Operation {
  const path = url.split('?')[0] ?? '';
  const found = Object.entries(document.paths).find(
    ([template, methods]) => method.toLowerCase() in methods && toPattern(template).test(path),
  );
  const operation = found?.[1][method.toLowerCase()];
  assert.ok(operation !== undefined, `${method} ${path} is not declared`);
  return operation;
}

/** An artifact's name is the one parameter that may hold slashes. */
const toPattern = (template: string): RegExp =>
  new RegExp(`^${template.replace('{name}', '.+').replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/** Fails unless the document declares this answer: its status, its type and every field of its body. */
export async function assertDeclared(
  document: OpenApi,
  operation: Operation,
  response: Response,
): Promise<void> {
  const where = `${operation.operationId} ${response.status}`;
  const declared = operation.responses[response.status];
  assert.ok(declared !== undefined, `${where} is not declared`);
  const text = await response.clone().text();
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  if (declared.content === undefined) return assert.equal(text, '', `${where} declares no body`);
  const schema = declared.content[type]?.schema;
  assert.ok(schema !== undefined, `${where} declares no ${type}`);
  const { error } = toValidator(document, schema).safeParse(JSON.parse(text));
  assert.equal(error, undefined, `${where}: ${JSON.stringify(error?.issues)}`);
}

const toValidator = (document: OpenApi, schema: Json): z.ZodType =>
  z.fromJSONSchema(close({ ...schema, $defs: document.components.schemas }) as Json);

/** The schema without fields that it does not name, its references made local. */
function close(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(close);
  if (typeof schema !== 'object' || schema === null) return schema;
  const closed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, close(value)]));
  if (typeof closed['$ref'] === 'string')
    closed['$ref'] = closed['$ref'].replace('#/components/schemas/', '#/$defs/');
  return closed['type'] === 'object' && 'properties' in closed
    ? { additionalProperties: false, ...closed }
    : closed;
}
