import { z } from 'zod';
import { defaultLimits, type Limits } from '../../shared/run/limits.ts';
import { webhookUrlProblem } from '../../shared/run/webhook-url.ts';
import { promptRequestSchema, type PromptRequest } from '../../shared/run/request.ts';
import type { IngestSettings } from './ports.ts';
import { Refusal, toErrors, type ProblemDocument } from './problem.ts';
import { runIdSchema } from './read.ts';

type Errors = NonNullable<ProblemDocument['errors']>;

/**
 * What was posted, if all of it can be taken.
 * @throws Refusal 400 that names every field that cannot
 */
export function parsePromptRequest(
  body: unknown,
  settings: Pick<IngestSettings, 'webhook' | 'maximumLimits'>,
): PromptRequest {
  const parsed = promptRequestSchema.safeParse(body, { error: inWords });
  if (!parsed.success) throw invalid(toErrors(parsed.error.issues));
  const errors = [
    ...parentErrors(parsed.data),
    ...webhookErrors(parsed.data, settings.webhook),
    ...limitErrors(parsed.data, settings.maximumLimits),
  ];
  if (errors.length > 0) throw invalid(errors);
  return parsed.data;
}

const invalid = (errors: Errors): Refusal => {
  const [first] = errors;
  const where = first === undefined || first.pointer === '' ? 'The body' : first.pointer.slice(1);
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more, see errors)` : '';
  return new Refusal('invalid-request', `${where} ${first?.detail ?? 'is not valid'}${others}.`, { errors });
};

const inWords = (issue: z.core.$ZodRawIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return `must be ${issue.expected === 'int' ? 'an integer' : withArticle(issue.expected)}`;
    case 'too_small':
      return issue.origin === 'string' ? undefined : `must be at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' ? undefined : `must be at most ${issue.maximum}`;
    default:
      return undefined;
  }
};

const withArticle = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;

const parentErrors = ({ parentRunId }: PromptRequest): Errors =>
  parentRunId === undefined || runIdSchema.safeParse(parentRunId).success
    ? []
    : [{ pointer: '/parentRunId', detail: 'is not the id of a run' }];

function webhookErrors({ webhook }: PromptRequest, settings: IngestSettings['webhook']): Errors {
  const problem = webhook === undefined ? null : webhookUrlProblem(webhook.url, settings);
  return problem === null ? [] : [{ pointer: '/webhook/url', detail: problem }];
}

function limitErrors({ limits = {} }: PromptRequest, maximum: Limits): Errors {
  return limitNames.flatMap((name) => {
    const asked = limits[name];
    return asked !== undefined && asked > maximum[name]
      ? [{ pointer: `/limits/${name}`, detail: `must be at most ${maximum[name]} here` }]
      : [];
  });
}

/** What the caller asked for; the usual limits for the rest, as far as the host goes. */
export const effectiveLimits = (asked: PromptRequest['limits'], maximum: Limits): Limits =>
  Object.fromEntries(
    limitNames.map((name) => [name, asked?.[name] ?? Math.min(defaultLimits[name], maximum[name])]),
  ) as Limits;

const limitNames = Object.keys(defaultLimits) as (keyof Limits)[];

/** RFC-less but usual: 1 to 255 printable ASCII characters. */
export function parseIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (/^[\x20-\x7e]{1,255}$/.test(header)) return header;
  throw new Refusal('invalid-request', 'Idempotency-Key must be 1 to 255 printable ASCII characters.');
}
