import { isPermanent, KaisekiError, PermanentError, RetryableError } from '../../../shared/errors.ts';

/**
 * What an AWS service or the way to it said, as delivery understands it:
 *
 *   no answer (refused, reset, timeout), 408, 409, 429, 5xx          RetryableError
 *   a code in `passing`, whatever its status                         RetryableError
 *   a code in `advice`, and 401, 403                                 PermanentError that says what to do
 *   any other 4xx: the request is wrong and stays wrong              PermanentError
 *   what is no answer of a service, and unknown                      RetryableError, as shared/errors.ts says
 *
 * The SDK has tried three times what it takes for passing. Sources: "Error responses" in the API references of S3, SQS
 * and EventBridge; "Common error types" of AWS's query and JSON protocols.
 */
const passing = new Set([
  // S3: 400 or 403, though the same request may succeed
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'IncompleteBody',
  'BadDigest',
  'XAmzContentChecksumMismatch',
  'XAmzContentSHA256Mismatch',
  'InternalError',
  // a session ended between two refreshes
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  // throttling in the JSON and query protocols is HTTP 400
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'SlowDown',
  'OverLimit',
  'KmsThrottled',
  'KMS.ThrottlingException',
  // Redshift Data: as many statements, sessions or waits as there may be at once
  'ActiveStatementsExceededException',
  'ActiveSessionsExceededException',
  'ActiveWaitingRequestsExceededException',
  'QueryTimeoutException',
]);

const grantIt =
  "The function's role, or the policy of what it calls, does not allow this; the Pulumi program grants what is needed: deploy it again, and look for a permissions boundary or an organisation's policy that denies";
const makeIt = 'It was removed after the deployment: run `pulumi refresh`, then `pulumi up`';
const enableKey = 'Enable the KMS key, or let the role use it';

const advice = new Map<string, string>([
  ['NoSuchBucket', makeIt],
  ['QueueDoesNotExist', makeIt],
  ['AWS.SimpleQueueService.NonExistentQueue', makeIt],
  ['ResourceNotFoundException', makeIt],
  ['KMS.DisabledException', enableKey],
  ['KMS.NotFoundException', enableKey],
  ['KmsDisabled', enableKey],
  ['KmsNotFound', enableKey],
  ['KmsAccessDenied', enableKey],
]);

const denials = /^(AccessDenied|NotAuthorized|UnauthorizedOperation|InvalidClientTokenId|InvalidAccessKeyId)/;

interface ServiceError {
  name: string;
  message: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

/** @param what the call, for the message: `S3 GetObject of runs/1/log/1` */
export function toKaisekiError(error: unknown, what: string): Error {
  if (error instanceof KaisekiError) return error;
  if (!(error instanceof Error)) return new RetryableError(`${what}: ${String(error)}`);
  const { name, message, $metadata = {} } = error as ServiceError;
  const { httpStatusCode: status, requestId } = $metadata;
  if (status === undefined && isPermanent(error)) return error;
  return failure(what, { code: name, message, status, requestId }, { cause: error });
}

/** What a service said inside an answer that was 200: one entry of many. */
export const refusedEntry = (what: string, code: string, message: string): Error =>
  failure(what, { code, message, status: code.startsWith('Internal') ? 500 : 400 });

function failure(
  what: string,
  said: { code: string; message: string; status?: number | undefined; requestId?: string | undefined },
  options?: ErrorOptions,
): Error {
  const { code, message, status, ...evidence } = said;
  const text = `${what}: ${code}: ${message}`;
  const all = { code, ...(status === undefined ? {} : { status }), ...evidence };
  if (mayPass(code, status)) return new RetryableError(text, all, options);
  const denied = denials.test(code) || status === 401 || status === 403;
  const toDo = advice.get(code) ?? (denied ? grantIt : null);
  return new PermanentError(toDo === null ? text : `${text}. ${toDo}.`, all, options);
}

function mayPass(code: string, status: number | undefined): boolean {
  if (passing.has(code) || status === undefined) return true;
  return status >= 500 || [408, 409, 429].includes(status);
}

/** A call whose failure is told as above. */
export async function told<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toKaisekiError(error, what);
  }
}
