import { z } from 'zod';

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
