import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import { listAll } from '../../../shared/run/list-all.ts';
import { kindOfGuidance, readGuidance, type Guidance } from '../../catalog/guidance.ts';

/** Where the object store keeps `semantics.yaml` and `context/*.md`. */
export const guidancePrefix = 'semantics/';

export async function readStoredGuidance(store: Pick<ObjectStore, 'get' | 'list'>): Promise<Guidance> {
  const { objects } = await listAll(store, guidancePrefix);
  return readGuidance(
    objects.flatMap(({ key, bytes }) => {
      const name = key.slice(guidancePrefix.length);
      const kind = kindOfGuidance(name);
      const read = async () => (await store.get(key))?.body ?? null;
      return kind === null ? [] : [{ name, kind, bytes, read }];
    }),
  );
}
