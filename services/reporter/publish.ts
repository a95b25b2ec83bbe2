import { RetryableError } from '../../shared/errors.ts';
import type { Artifact } from '../../shared/plan/manifest.ts';
import type { PublishedArtifact } from '../../shared/plan/result.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { reportPrefix, sha256 } from '../../shared/run/keys.ts';
import type { Run } from '../../shared/run/run.ts';

/** Writes a file that the reporter itself made, and pins it. */
export async function publish(
  store: ObjectStore,
  run: Run,
  file: Pick<Artifact, 'name' | 'kind' | 'mediaType'> & { body: string; title?: string },
): Promise<PublishedArtifact> {
  const key = reportPrefix(run.id, run.attempt) + file.name;
  const body = new TextEncoder().encode(file.body);
  const put = await store.put(key, body, { contentType: file.mediaType });
  if (!put.written) throw new RetryableError(`${key} was not written`);
  const { name, kind, mediaType, title = null } = file;
  return {
    name,
    kind,
    mediaType,
    title,
    bytes: body.length,
    sha256: sha256(body),
    key,
    version: put.version,
  };
}
