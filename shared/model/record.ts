import { z } from 'zod';
import { modelFailureSchema, modelMessageSchema, modelUsageSchema } from '../ports/language-model.ts';

/** How a call ended: with a whole answer, with one that is cut or refused, or without any. */
export const callOutcomeSchema = z.enum(['answered', 'truncated', 'refused', ...modelFailureSchema.options]);
export type CallOutcome = z.infer<typeof callOutcomeSchema>;

/** `runs/<id>/calls/<seq>.json`: one call as it was made, every character that the model received included. */
export const callRecordSchema = z.strictObject({
  model: z.string(),
  purpose: z.string(),
  messages: z.array(modelMessageSchema),
  outcome: callOutcomeSchema,
  /** The model's words; what there is of them unless `answered`. */
  text: z.string(),
  /** Of a failure: the service's words. */
  detail: z.string().nullable(),
  usage: modelUsageSchema,
});
export type CallRecord = z.infer<typeof callRecordSchema>;
