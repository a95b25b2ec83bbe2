import { getRef } from '../../shared/run/refs.ts';
import { resultSchema, type PublishedArtifact } from '../../shared/plan/result.ts';
import type { Ingest } from './ports.ts';
import { Refusal } from './problem.ts';
import { readRun } from './read.ts';

const expiresInSeconds = 300;

/** Raster images run no script wherever they are shown; everything else a program wrote is downloaded, never displayed. */
const harmless = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif']);

/** A URL that holds exactly the object which the result names, for as long as a download takes to begin. */
export async function signArtifact(
  ingest: Ingest,
  principal: string,
  runId: string,
  name: string,
): Promise<string> {
  requireName(name);
  const { run } = await readRun(ingest, principal, runId);
  if (run.result === null)
    throw new Refusal('not-found', `Run ${runId} has no artifacts${run.terminal === null ? ' yet' : ''}.`);
  const result = await getRef(ingest.ports.store, run.result, resultSchema);
  const artifact = result.artifacts.find((one) => one.name === name);
  if (artifact === undefined)
    throw new Refusal('not-found', `Run ${runId} has no artifact of that name. Its run document lists them.`);
  return ingest.ports.store.signGet(artifact.key, {
    expiresInSeconds,
    ...(artifact.version === null ? {} : { version: artifact.version }),
    ...(isShown(artifact, runId) ? {} : { downloadName: downloadName(name) }),
  });
}

function requireName(name: string): void {
  const parts = name.split('/');
  const safe =
    parts.every((part) => part !== '' && part !== '.' && part !== '..') &&
    !/[\\\p{Cc}]/u.test(name) &&
    name.length <= 300;
  if (!safe)
    throw new Refusal(
      'invalid-name',
      "An artifact's name has no empty, '.' or '..' part. Take it from the run document.",
    );
}

/** What the reporter itself wrote is ours; the kind a program claims for its files says nothing. */
const isShown = (artifact: PublishedArtifact, runId: string): boolean =>
  artifact.key.startsWith(`runs/${runId}/report/`) || harmless.has(artifact.mediaType);

const downloadName = (name: string): string =>
  name.slice(name.lastIndexOf('/') + 1).replaceAll(/["%;]/g, '_');
