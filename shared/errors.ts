/**
 * Errors that cross a boundary. A program or a query that fails is an event, not an error: only infrastructure,
 * bad input and our own mistakes throw. Delivery retries what is retryable and fails the run on what is permanent;
 * an error it does not know counts as retryable, because giving up wrongly loses a run and trying again does not.
 */
export abstract class KaisekiError extends Error {
  abstract readonly code: string;
  readonly evidence: Readonly<Record<string, unknown>>;

  constructor(message: string, evidence: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.evidence = evidence;
  }
}

/** Network, throttle, busy: the same call may succeed later. */
export class RetryableError extends KaisekiError {
  readonly code = 'retryable';
}

/** Retryable, and its message is a sentence for whoever waits: a full disk, a folder that cannot be written. */
export class UnavailableError extends RetryableError {}

/** The same call will fail again: a missing permission, a broken setting, data that violates our own schema. */
export class PermanentError extends KaisekiError {
  readonly code = 'permanent';
}

/** What a caller sent cannot be taken; `message` says what, where and what to do. */
export class InvalidInputError extends KaisekiError {
  readonly code = 'invalid_input';
}

/** An adapter is asked for what its backend does not have. Never a silent no-op. */
export class UnsupportedError extends KaisekiError {
  readonly code = 'unsupported';
}

const programmingErrors = [TypeError, RangeError, ReferenceError, SyntaxError, URIError];

/** Programming errors and violations of our own schemas (ZodError) do not go away by waiting. */
export function isPermanent(error: unknown): boolean {
  if (
    error instanceof PermanentError ||
    error instanceof InvalidInputError ||
    error instanceof UnsupportedError
  )
    return true;
  if (error instanceof Error && error.name === 'ZodError') return true;
  // fetch reports a refused connection as a TypeError with a cause: that one is the network's.
  return programmingErrors.some((type) => error instanceof type) && (error as Error).cause === undefined;
}
