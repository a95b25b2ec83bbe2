import { z } from 'zod';

/**
 * Work that outlives a look: a query, a sandbox. `start(token)` is idempotent: the same token never starts twice.
 * The caller has committed the token, and every parameter, before it starts.
 */
export type StopOutcome =
  /** It was told to end and may still run. */
  | 'stopping'
  /** It was seen to have ended. */
  | 'ended'
  /** Nobody knows the token: not started, not yet visible, or long gone. Never proof that it does not run. */
  | 'unknown';

/** What failed, so that repair knows what may help. */
export const failureClassSchema = z.enum([
  'sql', // the query is wrong
  'program', // the Python raised
  'memory',
  'time',
  'disk',
  'processes',
  'output', // more rows, bytes or files than allowed
  'input', // what was handed over is not what was promised
  'stopped', // somebody asked for it
]);
export type FailureClass = z.infer<typeof failureClassSchema>;
