import { randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The Standard Webhooks secret of this state folder, made once; receivers read it from the file `webhook-secret`. The file
 * appears with the secret in it: an empty one, of a disk that was full, is made anew.
 */
export async function webhookSecret(stateDirectory: string): Promise<string> {
  const file = join(stateDirectory, 'webhook-secret');
  const kept = await readSecret(file);
  if (kept !== '') return kept;
  const temporary = `${file}.${randomUUID()}`;
  try {
    await rm(file, { force: true });
    await writeFile(temporary, `whsec_${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
    await link(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  return readSecret(file);
}

const readSecret = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.trim();
};
