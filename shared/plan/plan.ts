import { z } from 'zod';

/** Names become file names, Python identifiers and placeholders. */
export const nameSchema = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/);

export const languageSchema = z.enum(['en', 'ja']);
export type Language = z.infer<typeof languageSchema>;

export const querySchema = z.strictObject({ name: nameSchema, sql: z.string().min(1).max(20_000) });
export type Query = z.infer<typeof querySchema>;

/** How the reporter may draw the first table of a `query` answer; null where a table says more. */
export const chartSchema = z.strictObject({
  type: z.enum(['bar', 'line']),
  table: nameSchema,
  x: z.string(),
  y: z.array(z.string()).min(1),
});
export type Chart = z.infer<typeof chartSchema>;

export const jsonObjectSchema = z.record(z.string(), z.json());

/** What to run instead when an attempt exceeded a limit. What is absent stays as it was; `note` is said in the answer. */
export const fallbackSchema = z.strictObject({
  on: z.enum(['memory', 'time']),
  queries: z.array(querySchema).optional(),
  program: z.string().optional(),
  parameters: jsonObjectSchema.optional(),
  note: z.string().min(1),
});

export type Fallback = z.infer<typeof fallbackSchema>;

export const planSchema = z.strictObject({
  kind: z.enum(['query', 'program']),
  title: z.string().min(1).max(200),
  language: languageSchema,
  /** How the prompt was understood, one sentence in the prompt's language. */
  understood: z.string().min(1),
  queries: z.array(querySchema).max(10),
  /** Python that reads the queries' datasets; null for kind `query`. */
  program: z.string().max(200_000).nullable(),
  /** JSON that the program reads by `kaiseki.parameters()`: values never get pasted into code. */
  parameters: jsonObjectSchema,
  /** Artifacts of the parent run that the program may read by `kaiseki.artifact(name)`. */
  parentArtifacts: z.array(z.string()),
  /** Most preferred first. */
  fallbacks: z.array(fallbackSchema),
  /** Markdown with placeholders, for kind `query`; a program answers by itself. */
  answer: z.string().nullable(),
  chart: chartSchema.nullable(),
  assumptions: z.array(z.string()),
});
export type Plan = z.infer<typeof planSchema>;

/** Why no plan was made: a terminal state that helps to ask again. */
export const clarificationSchema = z.strictObject({
  language: languageSchema,
  understood: z.string(),
  canDo: z.string(),
  /** Three prompts made from the user's own columns. */
  ask: z.array(z.string()).max(3),
});
export type Clarification = z.infer<typeof clarificationSchema>;
