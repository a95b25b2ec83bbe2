import { z } from 'zod';
import { stageSchema, statusSchema } from './run.ts';

/**
 * What the bus carries: ids, `seq`, times and, when terminal, a summary. Never a prompt, a plan or a row.
 * `id` is stable: a subscriber that has seen it may drop the repetition.
 */
export const summarySchema = z.strictObject({
  status: statusSchema,
  kind: z.enum(['query', 'program']).nullable(),
  title: z.string().nullable(),
  resultHash: z.string().nullable(),
  /** Path of the run document below the API's root. */
  href: z.string(),
});

export const publishedEventSchema = z.strictObject({
  id: z.string(),
  type: z.string(),
  version: z.literal(1),
  runId: z.string(),
  seq: z.int(),
  at: z.string(),
  principal: z.string(),
  /** Whose turn it is now. */
  owner: stageSchema,
  summary: summarySchema.nullable(),
});
export type PublishedEvent = z.infer<typeof publishedEventSchema>;
