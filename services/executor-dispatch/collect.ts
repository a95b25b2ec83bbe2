import type { StageEvent } from '../../shared/delivery/step.ts';
import { manifestSchema, type Manifest } from '../../shared/plan/manifest.ts';
import type { ObjectStore, StoredObject } from '../../shared/ports/object-store.ts';
import { sha256 } from '../../shared/run/keys.ts';
import { listAll } from '../../shared/run/list-all.ts';
import type { Ref, SandboxWork } from '../../shared/run/run.ts';

/** A manifest that says more than this says it wrongly. */
export const manifestBytes = 32 * 2 ** 20;

/**
 * How the launch ended, from its manifest; null while there is none. The manifest comes from where hostile code ran: it
 * must fit the schema, carry this launch's token and name only files that are there. It is pinned by version and hash.
 */
export async function collect(store: ObjectStore, work: SandboxWork): Promise<StageEvent | null> {
  const stored = await store.get(`${work.prefix}result.json`);
  if (stored === null) return null;
  const ref: Ref = { key: stored.key, version: stored.version, sha256: sha256(stored.body) };
  const manifest = parseManifest(stored, work);
  if (typeof manifest === 'string') return failed('input', manifest, null);
  if (manifest.outcome === 'failed') {
    const failure = manifest.failure;
    return failed(failure?.class ?? 'program', describe(failure), ref);
  }
  const missing = await firstMissing(store, work, manifest);
  if (missing !== null)
    return failed('input', `the manifest names ${missing}, which was not uploaded as it says`, null);
  return { type: 'attempt.succeeded', manifest: ref };
}

const describe = (failure: Manifest['failure']): string => {
  if (failure === null) return 'the program failed without a reason';
  const where = failure.line === null ? '' : ` (line ${failure.line})`;
  return `${failure.type === null ? '' : `${failure.type}: `}${failure.message}${where}`;
};

const failed = (
  kind: 'input' | NonNullable<Manifest['failure']>['class'],
  error: string,
  manifest: Ref | null,
): StageEvent => ({
  type: 'attempt.failed',
  class: kind,
  error,
  manifest,
});

function parseManifest(stored: StoredObject, work: SandboxWork): Manifest | string {
  if (stored.body.length > manifestBytes) return 'the manifest is too large';
  try {
    const manifest = manifestSchema.parse(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(stored.body)),
    );
    return manifest.token === work.token ? manifest : 'the manifest belongs to another launch';
  } catch (error) {
    return `the manifest cannot be read: ${error instanceof Error ? error.message.slice(0, 500) : String(error)}`;
  }
}

async function firstMissing(
  store: ObjectStore,
  work: SandboxWork,
  manifest: Manifest,
): Promise<string | null> {
  const prefix = `${work.prefix}artifacts/`;
  const { objects } = await listAll(store, prefix);
  const sizes = new Map(objects.map((object) => [object.key.slice(prefix.length), object.bytes]));
  return manifest.artifacts.find((artifact) => sizes.get(artifact.name) !== artifact.bytes)?.name ?? null;
}
