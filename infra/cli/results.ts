import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { PermanentError } from '../../shared/errors.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import type { Client } from '../client/client.ts';

/** Saves a run below `<directory>/<runId>/`: its artifacts, each checked against its hash, then `run.json`. */
export async function saveResults(
  client: Client,
  run: RunDocument,
  directory: string,
): Promise<{ folder: string; files: string[] }> {
  const folder = resolve(directory, run.id);
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const { name, href, sha256 } of run.artifacts) {
    const path = pathInside(folder, name);
    const body = await client.download(href);
    if (createHash('sha256').update(body).digest('hex') !== sha256)
      throw new PermanentError(`${name} is not what the run published: its hash differs`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body);
    files.push(path);
  }
  await writeFile(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
  return { folder, files };
}

/** @throws PermanentError for a name that leads out of the folder */
export function pathInside(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (!path.startsWith(folder + sep) || name.includes('\0'))
    throw new PermanentError(`${JSON.stringify(name)} is no name for a file`);
  return path;
}
