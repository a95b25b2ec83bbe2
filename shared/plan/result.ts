import { z } from 'zod';
import { artifactSchema, metricSchema, warningSchema } from './manifest.ts';
import { cellSchema, tableColumnSchema } from './dataset.ts';

/** Where an artifact's bytes are: the exact object that was looked at, pinned by version and hash. */
export const publishedArtifactSchema = artifactSchema.extend({
  key: z.string(),
  version: z.string().nullable(),
});
export type PublishedArtifact = z.infer<typeof publishedArtifactSchema>;

/** A table of the answer. `artifact` names the file that holds all its rows. */
export const resultTableSchema = z.object({
  name: z.string(),
  columns: z.array(tableColumnSchema),
  rows: z.array(z.array(cellSchema)),
  rowCount: z.number(),
  artifact: z.string(),
});
export type ResultTable = z.infer<typeof resultTableSchema>;

/** `runs/<id>/result.json`: what the reporter made of an attempt; the reading side turns it into the run document. */
export const resultSchema = z.object({
  title: z.string(),
  answer: z.string(),
  metrics: z.array(metricSchema),
  tables: z.array(resultTableSchema),
  artifacts: z.array(publishedArtifactSchema),
  assumptions: z.array(z.string()),
  warnings: z.array(warningSchema),
  image: z.string().nullable(),
});
export type Result = z.infer<typeof resultSchema>;
