import { z } from 'zod';
import { promptLimit, limitsSchema } from './limits.ts';

/** What a caller posts. Unknown fields are refused: a misspelt option must not be ignored. */
export const promptRequestSchema = z.strictObject({
  prompt: z
    .string()
    .max(promptLimit, `at most ${promptLimit.toLocaleString('en-US')} characters`)
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode'),
  parentRunId: z.string().min(1).max(64).optional(),
  webhook: z.strictObject({ url: z.url().max(2_000) }).optional(),
  limits: limitsSchema.partial().optional(),
});
export type PromptRequest = z.infer<typeof promptRequestSchema>;

/** `runs/<id>/request.json`: the request as it was accepted. Objects hold the prompt; the log and events never do. */
export const storedRequestSchema = z.strictObject({
  prompt: z.string(),
  parentRunId: z.string().nullable(),
  webhookUrl: z.string().nullable(),
});
export type StoredRequest = z.infer<typeof storedRequestSchema>;
