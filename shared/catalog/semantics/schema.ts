import { z } from 'zod';

const words = z.string().trim().min(1).max(2_000);
const synonyms = z.array(words.max(100)).max(50).nullish();

export const columnWordsSchema = z.strictObject({
  /** What the column holds, with units. */
  description: words.nullish(),
  /** Other names that people have for it, in any language. */
  synonyms,
  /** Nobody may read it, name it or hear of it. */
  hidden: z.boolean().nullish(),
});

export const tableWordsSchema = z.strictObject({
  description: words.nullish(),
  synonyms,
  columns: z.record(z.string(), columnWordsSchema.nullable()).nullish(),
});
export type TableWords = z.infer<typeof tableWordsSchema>;

/** `semantics.yaml`: what the owner of the data knows and its tables do not say. */
export const semanticsSchema = z.strictObject({
  tables: z.record(z.string(), tableWordsSchema.nullable()).nullish(),
  /** Questions whose SQL somebody has verified. */
  examples: z
    .array(z.strictObject({ question: words, sql: z.string().trim().min(1).max(20_000) }))
    .max(1_000)
    .nullish(),
});

/** The words that the file is made of, by where they stand: what else is found there is a mistake. */
export const keywords = {
  file: ['tables', 'examples'],
  table: ['description', 'synonyms', 'columns'],
  column: ['description', 'synonyms', 'hidden'],
  example: ['question', 'sql'],
} as const;
