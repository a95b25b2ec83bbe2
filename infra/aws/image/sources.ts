import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';

/** What the image is made of; what else lies in the folder (wheels, caches) is no source. */
const files = ['Dockerfile', 'build.sh', 'buildspec.yml', 'wheels.py', 'seccomp.json'];
const folders = ['executor', 'kaiseki'];

export interface ImageSources {
  archive: pulumi.asset.AssetArchive;
  /** Of names and contents, in hex. */
  hash: string;
}

/** @param root of the checkout */
export function readImageSources(root: string): ImageSources {
  const folder = join(root, 'executor-image');
  const locks = readdirSync(folder).filter((name) => name.endsWith('.lock'));
  const modules = folders.flatMap((one) =>
    readdirSync(join(folder, one), { recursive: true, encoding: 'utf8', withFileTypes: true }).flatMap(
      (entry) =>
        entry.isFile() && !/__pycache__|\.pyc$/.test(join(entry.parentPath, entry.name))
          ? [join(entry.parentPath, entry.name).slice(folder.length + 1)]
          : [],
    ),
  );
  const paths = [...files, ...locks, ...modules].toSorted();
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(folder, path)))
      .update('\0');
  return {
    archive: new pulumi.asset.AssetArchive(
      Object.fromEntries(
        paths.map((path) => [`executor-image/${path}`, new pulumi.asset.FileAsset(join(folder, path))]),
      ),
    ),
    hash: hash.digest('hex').slice(0, 40),
  };
}
