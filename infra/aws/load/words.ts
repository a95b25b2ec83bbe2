import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import { notesFolder, semanticsFile } from '../../catalog/guidance.ts';
import { guidancePrefix } from '../../redshift/catalog/stored-guidance.ts';
import type { Source } from '../../tables/sources.ts';

const semanticsKey = `${guidancePrefix}${semanticsFile}`;
const notesPrefix = `${guidancePrefix}${notesFolder}/`;

/**
 * Brings the owner's words about the tables to where a catalog reads them, as they are. Words that are no longer in the folder
 * go there, too.
 */
export async function carryWords(
  store: Pick<ObjectStore, 'put' | 'list' | 'delete'>,
  sources: readonly Source[],
): Promise<void> {
  const wanted = new Map(
    sources.map(({ kind, file, path }) => [
      kind === 'semantics' ? semanticsKey : `${notesPrefix}${basename(file)}`,
      path,
    ]),
  );
  for (const [key, path] of wanted)
    await store.put(key, await readFile(path), {
      contentType: key === semanticsKey ? 'application/yaml' : 'text/markdown',
    });
  if (!wanted.has(semanticsKey)) await store.delete(semanticsKey);
  const { objects } = await store.list(notesPrefix);
  for (const { key } of objects) if (!wanted.has(key)) await store.delete(key);
}
