import { z } from 'zod';
import type { ObjectStore } from '../../../../shared/ports/object-store.ts';

export interface UnloadTarget {
  bucket: string;
  /** Of the workgroup or cluster, not of whoever starts the statement. */
  role: string;
}

/** One file, so no larger than what one CopyObject copies (5 GB); a dataset has at most 2. */
const largestFileGb = 4;

/**
 * One file, in the statement's order: with PARALLEL ON a dataset would be several files, whose order is that of the slices.
 * At 5 M rows and 2 GB one slice writes it within the time that a run has. Quotation marks are doubled inside of a
 * quotation ("UNLOAD" in the Database Developer Guide); backslashes the guard refuses.
 */
export const unloadSql = (select: string, prefix: string, { bucket, role }: UnloadTarget): string =>
  [
    `UNLOAD (${quoted(select)})`,
    `TO ${quoted(`s3://${bucket}/${unloadPrefix(prefix)}`)}`,
    `IAM_ROLE ${quoted(role)}`,
    `FORMAT AS PARQUET PARALLEL OFF MAXFILESIZE ${largestFileGb} GB MANIFEST VERBOSE`,
  ].join(' ');

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Of one launch, and so empty before. */
const unloadPrefix = (prefix: string): string => `${prefix}unload/`;
export const manifestKey = (prefix: string): string => `${unloadPrefix(prefix)}manifest`;

const manifestSchema = z.object({
  entries: z.array(
    z.object({
      url: z.string(),
      meta: z.object({ content_length: z.number(), record_count: z.number() }),
    }),
  ),
});

export interface UnloadedFile {
  key: string;
  bytes: number;
  rows: number;
}

/** What an UNLOAD that has finished wrote: the manifest comes last. A result without rows leaves no file, and no manifest. */
export async function unloadedFiles(
  store: Pick<ObjectStore, 'get'>,
  prefix: string,
  { bucket }: UnloadTarget,
): Promise<UnloadedFile[]> {
  const manifest = await store.get(manifestKey(prefix));
  if (manifest === null) return [];
  const { entries } = manifestSchema.parse(JSON.parse(new TextDecoder().decode(manifest.body)));
  return entries.map(({ url, meta }) => ({
    key: url.slice(`s3://${bucket}/`.length),
    bytes: meta.content_length,
    rows: meta.record_count,
  }));
}
