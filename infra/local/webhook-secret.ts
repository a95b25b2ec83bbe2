import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The Standard Webhooks secret of this state folder, made once; receivers read it from the file `webhook-secret`. */
export async function webhookSecret(stateDirectory: string): Promise<string> {
  const file = join(stateDirectory, 'webhook-secret');
  const made = `whsec_${randomBytes(32).toString('base64')}`;
  await writeFile(file, `${made}\n`, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return (await readFile(file, 'utf8')).trim();
}
