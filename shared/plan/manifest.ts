import { z } from 'zod';
import { failureClassSchema } from '../ports/long-work.ts';
import { cellSchema, tableColumnSchema } from './dataset.ts';

/**
 * `result.json` of a launch, written last by the executor. Hostile input: every field is bounded here. The executor cuts
 * at bounds that are no larger (`executor/record_kinds.py`, `artifacts.py`, `assignment.py`): what it publishes of a
 * successful program is always read.
 */
const text = (max: number) => z.string().max(max);

export const artifactKindSchema = z.enum(['figure', 'table', 'model', 'report', 'file']);

export const metricSchema = z.object({
  name: text(300),
  value: z.number().nullable(),
  baseline: z.number().nullable(),
});
export type Metric = z.infer<typeof metricSchema>;

export const programTableSchema = z.object({
  name: text(300),
  columns: z.array(tableColumnSchema).max(2_000),
  rows: z.array(z.array(cellSchema)).max(100),
  rowCount: z.number(),
  /** Null when a limit kept the file out. */
  file: text(300).nullable(),
  csv: text(300).nullable(),
});

export const artifactSchema = z.object({
  name: text(300),
  kind: artifactKindSchema,
  mediaType: text(200),
  bytes: z.number().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  title: text(300).nullable(),
  /** Of a figure: another artifact that is the same picture in vectors, and the table that it was drawn from. */
  vector: text(300).nullable().optional(),
  data: text(300).nullable().optional(),
});
export type Artifact = z.infer<typeof artifactSchema>;

export const warningSchema = z.object({
  check: text(100),
  severity: z.enum(['notice', 'serious']),
  figure: text(300).nullable(),
  text: text(4_000),
});
export type Warning = z.infer<typeof warningSchema>;

/** UTF-16 units are never more than the bytes they were decoded from. */
const streamSchema = z.object({ head: text(2 ** 20), tail: text(2 ** 20), bytes: z.number() });

export const programFailureSchema = z.object({
  class: failureClassSchema,
  type: text(200).nullable(),
  message: text(4_000),
  line: z.number().nullable(),
  traceback: text(100_000),
});

export const manifestSchema = z.object({
  version: z.literal(1),
  token: text(300),
  outcome: z.enum(['succeeded', 'failed']),
  failure: programFailureSchema.nullable(),
  answer: text(100_000).nullable(),
  metrics: z.array(metricSchema).max(1_000),
  tables: z.array(programTableSchema).max(200),
  artifacts: z.array(artifactSchema).max(1_000),
  warnings: z.array(warningSchema).max(1_000),
  stdout: streamSchema,
  stderr: streamSchema,
  cut: z.array(text(1_000)).max(2_000),
  usage: z.object({ wallSeconds: z.number(), cpuSeconds: z.number(), peakMemoryBytes: z.number() }),
  image: text(2_000),
  startedAt: text(40),
  finishedAt: text(40),
});
export type Manifest = z.infer<typeof manifestSchema>;
