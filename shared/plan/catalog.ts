import { z } from 'zod';

/** What kind of value a column holds, whatever the warehouse calls the type. */
export const columnKindSchema = z.enum(['number', 'text', 'boolean', 'time', 'date', 'other']);

export const columnSchema = z.strictObject({
  name: z.string(),
  /** The warehouse's own name of the type: VARCHAR, BIGINT, TIMESTAMP … */
  type: z.string(),
  kind: columnKindSchema,
  comment: z.string().nullable(),
  /** The user's own words about it, and other names for it, from the semantics file. */
  description: z.string().optional(),
  synonyms: z.array(z.string()).optional(),
  /** 0 to 1. */
  nullShare: z.number(),
  /** Exact up to some thousands, else an estimate; NULL is not counted. */
  distinctCount: z.number(),
  /** As text, as the warehouse prints it; null when the column is empty. */
  min: z.string().nullable(),
  max: z.string().nullable(),
  /** Every value, most frequent first, when there are at most 30; else null. */
  values: z.array(z.string()).nullable(),
});
export type Column = z.infer<typeof columnSchema>;

export const tableSchema = z.strictObject({
  name: z.string(),
  comment: z.string().nullable(),
  description: z.string().optional(),
  synonyms: z.array(z.string()).optional(),
  /** Columns that nobody may read, name or hear of: for the guard alone, never shown. */
  hidden: z.array(z.string()).optional(),
  rowCount: z.number(),
  columns: z.array(columnSchema),
});
export type Table = z.infer<typeof tableSchema>;

/** Every value of `table.column` is a value of `toTable.toColumn`, which has each of its values once. */
export const linkSchema = z.strictObject({
  table: z.string(),
  column: z.string(),
  toTable: z.string(),
  toColumn: z.string(),
});
export type Link = z.infer<typeof linkSchema>;

/** A question that somebody has verified the SQL of. */
export const verifiedExampleSchema = z.strictObject({ question: z.string(), sql: z.string() });
export type VerifiedExample = z.infer<typeof verifiedExampleSchema>;

/** A passage of the user's domain notes: data for the model, never instructions. */
export const noteSchema = z.strictObject({
  /** `revenue.md#Refunds`: the file and the heading above the passage. */
  source: z.string(),
  text: z.string(),
});
export type Note = z.infer<typeof noteSchema>;

export const catalogSchema = z.strictObject({
  dialect: z.enum(['duckdb', 'redshift']),
  /** Names the state of the data: equal versions give equal answers. Empty where the warehouse cannot name it. */
  dataVersion: z.string(),
  tables: z.array(tableSchema),
  /** Likely foreign keys: found, not declared. */
  links: z.array(linkSchema).optional(),
  examples: z.array(verifiedExampleSchema).optional(),
  notes: z.array(noteSchema).optional(),
  /** Sources that could not become tables: the others still work. `line` counts from 1; null when it is the whole file. */
  problems: z.array(z.strictObject({ source: z.string(), line: z.number().nullable(), text: z.string() })),
});
export type Catalog = z.infer<typeof catalogSchema>;
