import type { Artifact } from '../../shared/plan/manifest.ts';
import type { PublishedArtifact } from '../../shared/plan/result.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { reportPrefix } from '../../shared/run/keys.ts';
import { putOnce } from '../../shared/run/refs.ts';
import type { Run } from '../../shared/run/run.ts';

/** Writes a file that the reporter itself made, and pins it. */
export async function publish(
  store: ObjectStore,
  run: Run,
  file: Pick<Artifact, 'name' | 'kind' | 'mediaType'> & { body: string; title?: string },
): Promise<PublishedArtifact> {
  const { name, kind, mediaType, title = null } = file;
  const body = new TextEncoder().encode(file.body);
  const ref = await putOnce(store, reportPrefix(run.id, run.attempt) + name, body, mediaType);
  return { name, kind, mediaType, title, bytes: body.length, ...ref };
}
