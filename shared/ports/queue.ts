import { z } from 'zod';
import { PermanentError } from '../errors.ts';

/**
 * A message says "look at run R". A wake-up also says which one it is, so that the next one can be claimed:
 * looks that end in a wait never multiply.
 */
export const lookSchema = z.strictObject({
  runId: z.string().min(1).max(64),
  wake: z.strictObject({ seq: z.int().positive(), slot: z.int().positive() }).optional(),
});
export type Look = z.infer<typeof lookSchema>;

/** Sending. Receiving belongs to the host: SQS invokes Lambda, the one-machine host polls its own table. */
export interface Queue {
  /** Puts a look into a stage's queue, to be seen after `delaySeconds` (0 to 900). At least once, in any order. */
  send(stage: string, look: Look, options?: { delaySeconds?: number }): Promise<void>;
}

const longestDelaySeconds = 900;

/**
 * Whole seconds, as every queue takes them, and never earlier than asked: a look that comes early sends itself another.
 * @throws PermanentError for a delay that no adapter takes
 */
export function wholeDelay(seconds = 0): number {
  const whole = Math.ceil(seconds);
  if (whole >= 0 && whole <= longestDelaySeconds) return whole;
  throw new PermanentError(`a look is delayed by 0 to ${longestDelaySeconds} s, not by ${seconds}`);
}
