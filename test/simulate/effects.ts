import { z } from 'zod';
import { resultSchema } from '../../shared/plan/result.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { openPrefix, sha256 } from '../../shared/run/keys.ts';
import { getRef } from '../../shared/run/refs.ts';
import { refSchema, type Ref, type Run } from '../../shared/run/run.ts';
import type { World } from './world.ts';

const ends = new Set(['run.succeeded', 'run.clarified', 'run.failed', 'run.cancelled']);

/** All that a run which succeeds may leave, whatever happened on its way, but for the work that it started. */
export const succeededOnce = {
  state: 'closed',
  status: 'succeeded',
  ends: ['run.succeeded'],
  completions: 1,
  doubledWakes: [],
  running: [],
  brokenRefs: [],
  markers: [],
};

/** What a run that is over did to its world, each thing as often as it was done. */
export async function effectsOf({ log, store, published, wakes, warehouse, sandbox }: World) {
  const entries = await log.entries('r1', 0);
  const run = entries.at(-1)?.run;
  const types = entries.flatMap((entry) => (entry.event === null ? [] : [entry.event.type]));
  const completed = published.filter((event) => event.type === 'run.completed');
  return {
    state: run?.state,
    status: run?.terminal?.status,
    ends: types.filter((type) => ends.has(type)),
    completions: new Set(completed.map((event) => event.id)).size,
    /** Each of them would draw further ones: looks would multiply. */
    doubledWakes: wakes.filter((wake, n) => wakes.indexOf(wake) !== n),
    /** Launches included: a second launch of the same query or program is another token. */
    starts: [...warehouse.started, ...sandbox.started].map(({ token }) => token),
    /** Work that nobody stopped and that came to no end. */
    running: await stillRunning({ warehouse, sandbox }),
    brokenRefs: run === undefined ? [] : await brokenRefs(store, run),
    markers: (await store.list(openPrefix)).objects.map((one) => one.key),
  };
}

async function stillRunning({ warehouse, sandbox }: Pick<World, 'warehouse' | 'sandbox'>): Promise<string[]> {
  const states = await Promise.all([
    ...warehouse.started.map(async ({ token }) => [token, await warehouse.inspect(token)] as const),
    ...sandbox.started.map(async ({ token }) => [token, await sandbox.inspect(token)] as const),
  ]);
  return states.flatMap(([token, state]) => (state.status === 'running' ? [token] : []));
}

/** Keys that the run's last entry or its result names and that cannot be read any more, or were written over. */
async function brokenRefs(store: ObjectStore, run: Run): Promise<string[]> {
  const artifacts = run.result === null ? [] : (await getRef(store, run.result, resultSchema)).artifacts;
  const files = artifacts.map(({ key, version, sha256: hash }) => ({
    key,
    version: version ?? '',
    sha256: hash,
  }));
  const checked = await Promise.all([
    ...refsIn(run).map(async (ref) => ((await isReadable(store, ref)) ? [] : [ref.key])),
    ...files.map(async (ref) => ((await isIntact(store, ref)) ? [] : [ref.key])),
  ]);
  return checked.flat();
}

async function isReadable(store: ObjectStore, ref: Ref): Promise<boolean> {
  const read = await getRef(store, ref, z.json()).catch(() => undefined);
  return read !== undefined && isIntact(store, ref);
}

/** A version that was written over is one that a lifecycle rule takes away. */
async function isIntact(store: ObjectStore, ref: Ref): Promise<boolean> {
  const latest = await store.get(ref.key);
  return latest?.version === ref.version && sha256(latest.body) === ref.sha256;
}

function refsIn(value: unknown): Ref[] {
  const ref = refSchema.safeParse(value);
  if (ref.success) return [ref.data];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(refsIn) : [];
}
