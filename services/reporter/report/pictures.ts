import type { PublishedArtifact } from '../../../shared/plan/result.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import { sha256 } from '../../../shared/run/keys.ts';
import type { Picture } from './page.ts';

const pictureTypes = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/svg+xml']);
const pictureBytes = 3e6;
const allPicturesBytes = 20e6;

/** A PNG of much more than 6 inches would have tiny letters in half a page. Its width stands in bytes 16 to 19. */
const isWide = (body: Uint8Array, mediaType: string): boolean =>
  mediaType === 'image/png' &&
  body.length > 24 &&
  new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(16) > 1_000;

/** The figures, each once, as far as a page can carry them. In an <img> even a hostile SVG runs nothing. */
export async function readPictures(store: ObjectStore, artifacts: PublishedArtifact[]): Promise<Picture[]> {
  const pictures: Picture[] = [];
  let total = 0;
  const variants = new Set(artifacts.map(({ vector }) => vector));
  for (const { name, kind, mediaType, bytes, title, key, version, sha256: hash } of artifacts) {
    if (
      kind !== 'figure' ||
      variants.has(name) ||
      !pictureTypes.has(mediaType) ||
      bytes > pictureBytes ||
      total + bytes > allPicturesBytes
    )
      continue;
    const stored = await store.get(key, version ?? undefined);
    if (stored === null || sha256(stored.body) !== hash) continue;
    total += bytes;
    pictures.push({
      name,
      title,
      isWide: isWide(stored.body, mediaType),
      dataUri: `data:${mediaType};base64,${Buffer.from(stored.body).toString('base64')}`,
    });
  }
  return pictures;
}
