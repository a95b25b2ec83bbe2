import { z } from 'zod';

/** Where tables are loaded to. The Pulumi program gives it as the output `load`. */
export const loadTargetSchema = z.strictObject({
  region: z.string(),
  bucket: z.string(),
  /** Serverless, else `cluster` is named. */
  workgroup: z.string().nullable(),
  cluster: z.string().nullable(),
  database: z.string(),
  schema: z.string(),
  /** ARN of the secret of a user who may create tables; null: the caller's own identity is the user. */
  secret: z.string().nullable(),
  /** ARN of the role with which the warehouse itself reads `load/` of the bucket. */
  role: z.string(),
  /** The database user that answers questions, who may read what is loaded; null: the schema's default privileges say so. */
  reader: z.string().nullable(),
});
export type LoadTarget = z.infer<typeof loadTargetSchema>;
