import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The bytes of large objects, a file each. A file is written under a temporary name, fsynced, and linked to a name that
 * never existed: no reader ever sees half of one, and nothing is renamed over. What a crash leaves behind without a row
 * in the database is never read.
 */
export interface FileArea {
  path(name: string): string;
  /** A path for somebody else to write to, to be adopted later. */
  temporary(): string;
  write(body: Uint8Array): Promise<string>;
  adopt(path: string): Promise<string>;
  size(path: string, limit: number): Promise<{ bytes: number; small: boolean }>;
  /** Removes what a host that died left without a row in the database. */
  keepOnly(names: ReadonlySet<string>): Promise<void>;
  remove(name: string): Promise<void>;
  removePath(path: string): Promise<void>;
}

export async function openFileArea(directory: string): Promise<FileArea> {
  const [final, temporary] = [join(directory, 'objects'), join(directory, 'tmp')];
  // Nobody is at work in a state folder that was just locked: what lies in tmp is from a host that died.
  await rm(temporary, { recursive: true, force: true });
  await mkdir(final, { recursive: true });
  await mkdir(temporary, { recursive: true });

  const area: FileArea = {
    path: (name) => join(final, name),
    temporary: () => join(temporary, randomUUID()),

    async write(body) {
      const path = area.temporary();
      try {
        await writeFile(path, body, { flag: 'wx' });
        return await area.adopt(path);
      } finally {
        await area.removePath(path);
      }
    },

    async adopt(path) {
      const name = randomUUID();
      await sync(path);
      await link(path, join(final, name));
      await sync(final);
      await unlink(path);
      return name;
    },

    async size(path, limit) {
      const { size } = await stat(path);
      return { bytes: size, small: size <= limit };
    },

    async keepOnly(names) {
      for (const name of await readdir(final)) if (!names.has(name)) await area.remove(name);
    },

    remove: (name) => rm(join(final, name), { force: true }),
    removePath: (path) => rm(path, { force: true }),
  };
  return area;
}

/** What was written, or which names a folder holds, survives a power cut. */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
