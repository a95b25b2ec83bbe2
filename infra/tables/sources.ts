import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { kindOfGuidance, notesFolder, type GuidanceFile } from '../catalog/guidance.ts';

/** A file of the input folder that becomes a table, or should; or one that says something about the tables. */
export interface Source {
  file: string;
  path: string;
  kind: 'csv' | 'parquet' | 'semantics' | 'note';
  /** False for a folder, a pipe, a link that leads nowhere: named as a problem, never opened. */
  isFile: boolean;
  bytes: number;
  modifiedMs: number;
}

const kinds: Record<string, Source['kind']> = { '.csv': 'csv', '.tsv': 'csv', '.parquet': 'parquet' };

export const isTable = ({ kind }: Source): boolean => kind === 'csv' || kind === 'parquet';

/**
 * Tables, the semantics file (every file that somebody may take for it, so that none is overlooked), and domain notes.
 * @throws when the folder cannot be read
 */
export async function listSources(directory: string): Promise<Source[]> {
  const notes = await readdir(join(directory, notesFolder)).catch(() => []);
  const files = [
    ...(await readdir(directory)).toSorted().map((file) => ({ file, kind: kindOf(file) })),
    ...notes
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((file) => ({ file: join(notesFolder, file), kind: kindOfGuidance(`${notesFolder}/${file}`) })),
  ];
  const sources: Source[] = [];
  for (const { file, kind } of files) {
    if (kind === null) continue;
    const path = join(directory, file);
    const stats = await stat(path).catch(() => null);
    const isFile = stats?.isFile() === true;
    sources.push({ file, path, kind, isFile, bytes: stats?.size ?? 0, modifiedMs: stats?.mtimeMs ?? 0 });
  }
  return sources;
}

function kindOf(file: string): Source['kind'] | null {
  const guidance = kindOfGuidance(file);
  if (guidance !== null) return guidance;
  if (file.startsWith('.') || file.startsWith('~$')) return null;
  return kinds[extname(file).toLowerCase()] ?? null;
}

/** Null for a table. */
export function toGuidanceFile({ file, path, kind, isFile, bytes }: Source): GuidanceFile | null {
  if (kind !== 'semantics' && kind !== 'note') return null;
  const read = async () => (isFile ? readFile(path).catch(() => null) : null);
  return { name: file, kind, bytes, read };
}

/** What can be told without reading: equal looks have equal contents, as far as a file system can say. */
export const looksOf = (sources: Source[]): string =>
  JSON.stringify(sources.map(({ file, isFile, bytes, modifiedMs }) => [file, isFile, bytes, modifiedMs]));

/** How tables are made: a new rule makes a new version of the same files. */
const rules = 'rules 3';

/** The version of the data: a hash of names and contents. */
export async function versionOf(sources: Source[]): Promise<string> {
  const version = createHash('sha256').update(rules);
  for (const source of sources) {
    const content = createHash('sha256');
    if (!source.isFile) {
      version.update(JSON.stringify([source.file, null]));
      continue;
    }
    // A file that vanished or cannot be read is a problem that the load names.
    await pipeline(createReadStream(source.path), content).catch(() => undefined);
    version.update(JSON.stringify([source.file, content.readableEnded ? '' : content.digest('hex')]));
  }
  return version.digest('hex').slice(0, 24);
}
