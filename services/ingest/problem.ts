import type { z } from 'zod';
import { KaisekiError } from '../../shared/errors.ts';

/** RFC 9457: what is wrong, where, and what to do. `type` is stable; `detail` is for people. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Where in the request's body, as JSON pointers. */
  errors?: { pointer: string; detail: string }[];
}

const titles = {
  'invalid-request': [400, 'The request is not valid'],
  'invalid-name': [400, 'The artifact name is not valid'],
  unauthorized: [401, 'A token is needed'],
  'foreign-origin': [403, 'Requests from other origins are refused'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  conflict: [409, 'The run is in another state'],
  gone: [410, 'The run was deleted'],
  'too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body must be JSON'],
  'misdirected-request': [421, 'This host does not answer for that name'],
  'key-reused': [422, 'The Idempotency-Key belongs to another request'],
  internal: [500, 'Something went wrong here'],
  unavailable: [503, 'Try again in a moment'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof titles;

/** A refusal on its way to the caller. It is an answer, so it carries everything the caller may see and nothing else. */
export class Refusal extends KaisekiError {
  readonly code = 'refused';
  readonly problem: ProblemDocument;
  readonly headers: Record<string, string>;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { errors?: ProblemDocument['errors']; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.problem = toProblemDocument(code, detail, more.errors);
    this.headers = more.headers ?? {};
  }
}

export function toProblemDocument(
  code: ProblemCode,
  detail: string,
  errors?: ProblemDocument['errors'],
): ProblemDocument {
  const [status, title] = titles[code];
  const problem = { type: `urn:kaiseki:problem:${code}`, title, status, detail };
  return errors === undefined ? problem : { ...problem, errors };
}

export const toResponse = (problem: ProblemDocument, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
  });

/** Zod's issues as places in the body. */
export function toErrors(issues: readonly z.core.$ZodIssue[]): { pointer: string; detail: string }[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: toPointer([...issue.path, key]),
        detail: 'is not a known field: remove it or check its spelling',
      }));
    }
    return [{ pointer: toPointer(issue.path), detail: issue.message }];
  });
}

/** RFC 6901. */
const toPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
