import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';

type Store = Pick<ObjectStore, 'put' | 'list' | 'delete'>;

/** Parquet files of a table's contents: the warehouse's role may read below `load/` and nowhere else. */
const prefixOf = (hash: string): string => `load/${hash}/`;

/**
 * Uploads the files and then a manifest, which names exactly these: what an earlier try left beside them is not loaded. COPY from
 * Parquet needs each file's length in it ("Using a manifest to specify data files").
 * @returns the manifest's URL
 */
export async function uploadTable(
  store: Pick<ObjectStore, 'put'>,
  bucket: string,
  hash: string,
  files: readonly string[],
): Promise<{ manifestUrl: string; bytes: number }> {
  const entries = [];
  let bytes = 0;
  for (const file of files) {
    const body = await readFile(file);
    const key = `${prefixOf(hash)}${basename(file)}`;
    await store.put(key, body, { contentType: 'application/vnd.apache.parquet' });
    entries.push({ url: `s3://${bucket}/${key}`, mandatory: true, meta: { content_length: body.length } });
    bytes += body.length;
  }
  const manifest = `${prefixOf(hash)}manifest.json`;
  await store.put(manifest, JSON.stringify({ entries }), { contentType: 'application/json' });
  return { manifestUrl: `s3://${bucket}/${manifest}`, bytes };
}

/** Of contents that no table has any more. */
export const removeUpload = (store: Store, hash: string): Promise<void> => removeAll(store, prefixOf(hash));

async function removeAll(store: Store, prefix: string): Promise<void> {
  for (;;) {
    const { objects } = await store.list(prefix);
    if (objects.length === 0) return;
    for (const { key } of objects) await store.delete(key);
  }
}
