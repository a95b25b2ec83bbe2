import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { programModes } from './sandbox/programs.ts';

/** How others find the host that listens on a state folder: `host.json` in it, believed only if the host answers. */
const hostFileSchema = z.object({
  url: z.url(),
  pid: z.int(),
  inputDirectory: z.string(),
  programs: z.enum(programModes),
  token: z.string(),
});
export type HostFile = z.infer<typeof hostFileSchema>;

const fileIn = (stateDirectory: string): string => join(resolve(stateDirectory), 'host.json');

export const announceHost = (stateDirectory: string, host: HostFile): Promise<void> =>
  writeFile(fileIn(stateDirectory), JSON.stringify(host), { mode: 0o600 });

export const withdrawHost = (stateDirectory: string): Promise<void> =>
  rm(fileIn(stateDirectory), { force: true });

/** The host of that state folder, if one answers there. */
export async function discoverHost(stateDirectory: string): Promise<HostFile | null> {
  const text = await readFile(fileIn(stateDirectory), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = hostFileSchema.safeParse(safeJson(text));
  if (!parsed.success) return null;
  // The port may be another program's by now: only the host that wrote the file knows its token.
  const health = await fetch(new URL('/health', parsed.data.url), {
    signal: AbortSignal.timeout(2_000),
  }).catch(() => null);
  const answer =
    health?.ok === true ? ((await health.json().catch(() => null)) as { instance?: string } | null) : null;
  return answer?.instance === parsed.data.token ? parsed.data : null;
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
