import assert from 'node:assert/strict';
import type { Hono } from 'hono';
import { createIngest } from '../../../services/ingest/create-ingest.ts';
import type { IngestEnv, IngestSettings } from '../../../services/ingest/ports.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import type { Result } from '../../../shared/plan/result.ts';
import type { Changes } from '../../../shared/ports/changes.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import type { RunDocument } from '../../../shared/run/document.ts';
import type { RunEvent } from '../../../shared/run/events.ts';
import { planKey, resultKey } from '../../../shared/run/keys.ts';
import { defaultLimits } from '../../../shared/run/limits.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import { putRef } from '../../../shared/run/refs.ts';
import { createCountingIds } from '../../fakes/counting-ids.ts';
import { createMemoryBus } from '../../fakes/memory-bus.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

/** Ingest on fakes; `principal` is whoever the header X-Principal names. */
export function createHarness(
  change: { store?: (store: ObjectStore) => ObjectStore; settings?: Partial<IngestSettings> } = {},
) {
  const clock = createVirtualClock();
  const memory = createMemoryStore(clock);
  const bus = createMemoryBus();
  const changes = createTestChanges();
  const reported: unknown[] = [];
  const store = change.store?.(memory) ?? memory;
  const settings: IngestSettings = {
    principalOf: (request) => request.headers.get('x-principal') ?? 'ann',
    maximumLimits: defaultLimits,
    signIn: null,
    webhook: { allowLoopback: false },
    hosts: 'loopback',
    longestWaitSeconds: 55,
    streams: true,
    instance: 'this-one',
    report: (error) => reported.push(error),
    ...change.settings,
  };
  const warehouse = {
    catalog: async () => ({ dialect: 'duckdb' as const, dataVersion: 'v1', tables: [], problems: [] }),
  };
  const app = createIngest({ store, bus, warehouse, ids: createCountingIds(), clock, changes }, settings);
  return { app, memory, bus, clock, changes, reported, log: createRunLog(memory) };
}
export type Harness = ReturnType<typeof createHarness>;

/** Waiters wake when the test says so; `waiting` resolves once somebody waits. */
function createTestChanges(): Changes & { notify(): void; waiting(): Promise<void> } {
  let waiters: (() => void)[] = [];
  let arrived = Promise.withResolvers<void>();
  return {
    wait: (_runId, _seconds, signal) =>
      new Promise((resolve) => {
        waiters.push(resolve);
        signal?.addEventListener('abort', () => resolve(), { once: true });
        arrived.resolve();
      }),
    waiting: () => arrived.promise,
    notify() {
      arrived = Promise.withResolvers<void>();
      for (const wake of waiters.splice(0)) wake();
    },
  };
}

/** Resolves once the reader has read and waits for news; fails when it was answered instead. */
export async function waits(harness: Harness, response: Promise<Response>): Promise<void> {
  const early = response.then(() => 'answered');
  assert.equal(await Promise.race([harness.changes.waiting().then(() => 'waits'), early]), 'waits');
}

const origin = 'http://127.0.0.1:8787';

export const get = (
  app: Hono<IngestEnv>,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> => Promise.resolve(app.request(origin + path, { headers }));

export const send = (
  app: Hono<IngestEnv>,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> => Promise.resolve(app.request(origin + path, { method, headers }));

export const post = (
  app: Hono<IngestEnv>,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> => postRaw(app, JSON.stringify(body), headers);

export const postRaw = (
  app: Hono<IngestEnv>,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  Promise.resolve(
    app.request(`${origin}/prompt`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    }),
  );

export const read = async (response: Response): Promise<RunDocument> =>
  (await response.json()) as RunDocument;

export async function accept(harness: Harness, prompt = 'How many users are there?'): Promise<string> {
  const response = await post(harness.app, { prompt });
  return (await read(response)).id;
}

/** Commits events to the run's log as its stages would. */
export async function commit(
  harness: Pick<Harness, 'log' | 'clock'>,
  runId: string,
  ...events: RunEvent[]
): Promise<void> {
  for (const event of events) {
    const reading = await harness.log.read(runId);
    if (reading === null) throw new Error(`no run ${runId}`);
    if ((await harness.log.append(reading.run, event, harness.clock.now())) === null)
      throw new Error(`${event.type} was refused`);
  }
}

export const plan: Plan = {
  kind: 'query',
  title: 'Number of users',
  language: 'en',
  understood: 'Count the users.',
  queries: [{ name: 'users', sql: 'SELECT count(*) AS n FROM users' }],
  program: null,
  parameters: {},
  parentArtifacts: [],
  fallbacks: [],
  answer: 'There are {{table.users[0].n}} users.',
  chart: null,
  assumptions: [],
};

export const result: Result = {
  title: 'Number of users',
  answer: 'There are **1000** users.',
  metrics: [],
  tables: [
    {
      name: 'users',
      columns: [{ name: 'n', type: 'BIGINT' }],
      rows: [[1000]],
      rowCount: 1,
      artifact: 'users.csv',
    },
  ],
  artifacts: [
    artifact('users.csv', 'text/csv'),
    { ...artifact('figures/roc.png', 'image/png'), data: 'users' },
    artifact('page.html', 'text/html'),
  ],
  assumptions: [],
  warnings: [],
  image: null,
};

function artifact(name: string, mediaType: string): Result['artifacts'][number] {
  const sha256 = 'a'.repeat(64);
  return {
    name,
    kind: 'file',
    mediaType,
    bytes: 3,
    sha256,
    title: null,
    key: `runs/x/attempts/1/1/${name}`,
    version: 'v9',
  };
}

export async function plan1(harness: Harness, runId: string): Promise<void> {
  const ref = await putRef(harness.memory, planKey(runId, 1), plan);
  await commit(harness, runId, {
    type: 'run.planned',
    kind: 'query',
    title: plan.title,
    plan: ref,
    dataVersion: 'v1',
  });
}

export async function succeed(harness: Harness, runId: string, made: Result = result): Promise<void> {
  await plan1(harness, runId);
  const ref = await putRef(harness.memory, resultKey(runId, 1), made);
  await commit(
    harness,
    runId,
    { type: 'attempt.succeeded', manifest: null },
    { type: 'run.succeeded', result: ref },
  );
}

export const close = (harness: Harness, runId: string): Promise<void> =>
  commit(harness, runId, { type: 'run.released', forced: false }, { type: 'run.closed', deliveryId: null });
