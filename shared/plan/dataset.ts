import { z } from 'zod';

/**
 * JSON's view of a cell: decimals and integers above 2^53 are strings, NaN and infinities null, times ISO 8601 with zone
 * (dates as YYYY-MM-DD).
 */
export const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Cell = z.infer<typeof cellSchema>;

export const tableColumnSchema = z.strictObject({ name: z.string(), type: z.string() });

/** `<prefix>result.json` of an extract: what a finished query left, beside `<prefix>data.parquet`. */
export const extractSchema = z.strictObject({
  columns: z.array(tableColumnSchema),
  rowCount: z.number(),
  /** At most 100 rows. */
  rows: z.array(z.array(cellSchema)),
  bytes: z.number(),
  sha256: z.string(),
});
export type Extract = z.infer<typeof extractSchema>;
