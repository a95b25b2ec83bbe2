import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeShop } from './shop/make.ts';

export const sampleInput = fileURLToPath(new URL('../../input', import.meta.url));

/** Folders of tables that are made when they are asked about: nobody has to keep them. */
const makers: Record<string, (folder: string) => Promise<void>> = { shop: makeShop };

/** The folder that a question's `input` names; a made one is written below `scratch`. */
export async function inputFolder(name: string, scratch: string): Promise<string> {
  const make = makers[name];
  if (make === undefined) return name;
  const folder = join(scratch, name);
  await mkdir(folder, { recursive: true });
  await make(folder);
  return folder;
}
