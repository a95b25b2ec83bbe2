import { z } from 'zod';
import { cellSchema, tableColumnSchema } from '../plan/dataset.ts';
import { artifactKindSchema, metricSchema, warningSchema } from '../plan/manifest.ts';
import { clarificationSchema, languageSchema, querySchema } from '../plan/plan.ts';
import { failureClassSchema } from '../ports/long-work.ts';
import { limitsSchema } from './limits.ts';
import { problemSchema, statusSchema } from './run.ts';

/**
 * The run document: what `GET /runs/{id}`, `ask --json` and `results/<runId>/run.json` hold. Decimals and integers above
 * 2^53 are strings, NaN is null, times are ISO 8601 with zone. Fields are added, never changed, under one version.
 */
export const statusWordSchema = z.enum([
  'accepted',
  'planning',
  'executing',
  'repairing',
  'reporting',
  ...statusSchema.options,
]);
export type StatusWord = z.infer<typeof statusWordSchema>;

/** `fraction` is 0 to 1, null when nobody can tell. */
export const progressSchema = z.object({ fraction: z.number().min(0).max(1).nullable(), text: z.string() });
export type Progress = z.infer<typeof progressSchema>;

/** `rows` is a preview of at most 100; `href` leads to all of them, null before there is a file. */
export const documentTableSchema = z.object({
  name: z.string(),
  columns: z.array(tableColumnSchema),
  rows: z.array(z.array(cellSchema)),
  rowCount: z.number(),
  href: z.string().nullable(),
});

export const documentArtifactSchema = z.object({
  name: z.string(),
  kind: artifactKindSchema,
  mediaType: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  /** Of a figure: the artifact that is the same picture in vectors, and the table that it was drawn from. */
  vector: z.string().nullable(),
  data: z.string().nullable(),
  href: z.string(),
});

export const documentAttemptSchema = z.object({
  number: z.int(),
  /** Null while it is under way. */
  outcome: z.enum(['succeeded', 'failed', 'rejected']).nullable(),
  class: failureClassSchema.nullable(),
  error: z.string().nullable(),
  /** What a repair changed. */
  note: z.string().nullable(),
  /** The same as a unified diff of SQL, program and answer; null for the first attempt. */
  diff: z.string().nullable(),
  launches: z.int(),
  queries: z.array(querySchema),
  program: z.string().nullable(),
  stderrTail: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
});

export const runDocumentSchema = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  parentRunId: z.string().nullable(),
  seq: z.int(),
  status: statusWordSchema,
  /** Null until planned. */
  kind: z.enum(['query', 'program']).nullable(),
  prompt: z.string(),
  language: languageSchema,
  title: z.string().nullable(),
  progress: progressSchema,
  /** Markdown. */
  answer: z.string().nullable(),
  clarification: clarificationSchema.omit({ language: true }).nullable(),
  metrics: z.array(metricSchema),
  /** For kind `query` the first table is the answer. */
  tables: z.array(documentTableSchema),
  artifacts: z.array(documentArtifactSchema),
  plan: z.object({ queries: z.array(querySchema), program: z.string().nullable() }).nullable(),
  datasets: z.array(
    z.object({ name: z.string(), rowCount: z.number(), bytes: z.number(), sha256: z.string() }),
  ),
  attempts: z.array(documentAttemptSchema),
  assumptions: z.array(z.string()),
  warnings: z.array(warningSchema),
  usage: z.object({
    model: z.string().nullable(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    /** Null when the price of a call is not known. */
    costUsd: z.number().nullable(),
  }),
  limits: limitsSchema.partial(),
  /** Null when none was asked for. */
  webhook: z.object({ id: z.string(), status: z.enum(['pending', 'delivered', 'failed']) }).nullable(),
  resultHash: z.string().nullable(),
  dataVersion: z.string().nullable(),
  image: z.string().nullable(),
  links: z.record(z.string(), z.string()),
  acceptedAt: z.string(),
  finishedAt: z.string().nullable(),
  deadline: z.string(),
  problem: problemSchema.nullable(),
});
export type RunDocument = z.infer<typeof runDocumentSchema>;
