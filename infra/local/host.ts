import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createIngest } from '../../services/ingest/create-ingest.ts';
import { planByRules } from '../../services/planner/rules/plan-by-rules.ts';
import type { PlanPrompt } from '../../services/planner/step.ts';
import { sweep } from '../../services/sweep/sweep.ts';
import type { Predictors } from '../../shared/dspy/predictors.ts';
import { withoutModel, type ModelSettings } from '../../shared/model/settings.ts';
import { createRunLog } from '../../shared/run/log.ts';
import { defaultLimits } from '../../shared/run/limits.ts';
import { ownerOf } from '../../shared/run/state-table.ts';
import { queuedStages } from '../../shared/topology.ts';
import { endingWith } from '../models/ending-with.ts';
import { composeStages } from '../stages/all.ts';
import { systemClock } from '../system/clock.ts';
import { randomIds } from '../system/ids.ts';
import { createNotices } from './changes.ts';
import { openDatabase } from './database.ts';
import { announceHost, withdrawHost } from './discovery.ts';
import { keepHouse } from './housekeeping.ts';
import { createLogger, type Logger } from '../system/log.ts';
import { createConsumer, type Consumer } from './queue/consumer.ts';
import { createLocalBus } from './queue/local-bus.ts';
import { createSqliteQueue } from './queue/sqlite-queue.ts';
import type { PreparePython } from './sandbox/local-sandbox.ts';
import { createProgramSandbox, type Programs } from './sandbox/programs.ts';
import { schema } from './schema.ts';
import { listen } from './server.ts';
import { takeStateDirectory } from './state-directory.ts';
import { openFileArea } from './store/file-area.ts';
import { createObjectRoutes } from './store/object-routes.ts';
import { createLocalStore } from './store/sqlite-store.ts';
import { createUrlSigner } from './store/url-signer.ts';
import { createDuckDbWarehouse } from './warehouse/duckdb-warehouse.ts';
import { webhookSecret } from './webhook-secret.ts';

export interface HostOptions {
  stateDirectory: string;
  inputDirectory: string;
  /** 0: any free port. */
  port: number;
  preparePython: PreparePython;
  /** Starts the executor, or a container that waits, at once instead of with the first program. */
  warm?: boolean;
  /** Webhooks to this machine are for tests and development. */
  allowLoopbackWebhooks?: boolean;
  /** Where programs run; the jail if nothing is said. */
  programs?: Programs;
  /** Programs at once. */
  capacity?: number;
  planPrompt?: PlanPrompt;
  /** The language model and what it is told; none if nothing is said. */
  models?: ModelSettings;
  /** The saved program's, unless one is being optimised. */
  predictors?: Predictors;
  log?: Logger;
}

export interface Host {
  url: string;
  close(): Promise<void>;
}

/**
 * The one-machine host: every service and every adapter in one process, on one state folder.
 * @throws InvalidInputError with a sentence for people when the state folder or the port cannot be had
 */
export async function startHost(options: HostOptions): Promise<Host> {
  // What was opened last closes first, whether the start fails half-way or the host ends.
  const opened = new AsyncDisposableStack();
  try {
    const url = await openHost(options, opened);
    return { url, close: () => opened.disposeAsync() };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function openHost(options: HostOptions, opened: AsyncDisposableStack): Promise<string> {
  const log = options.log ?? createLogger((line) => process.stderr.write(line), 'warn');
  const clock = systemClock;
  const ids = randomIds(clock);
  const state = await takeStateDirectory(options.stateDirectory);
  opened.defer(() => state.release());
  const notices = createNotices();
  const consumers = new Map<string, Consumer>();
  let url = 'http://127.0.0.1';

  const database = openDatabase(join(state.path, 'kaiseki.db'), schema);
  opened.defer(() => database.close());
  const files = await openFileArea(state.path);
  const signer = createUrlSigner(() => url);
  const store = createLocalStore({ database, files, signer, clock, onWrite });
  await store.tidy();
  const runLog = createRunLog(store);
  const queue = createSqliteQueue(
    database,
    clock,
    (name) => consumers.get(name)?.wake(),
    (stage) => log.error('a message was received too often', { stage, decision: 'deadLetter' }),
  );
  const bus = createLocalBus(queue, (event) => notices.notify(event.runId));
  const warehouse = await createDuckDbWarehouse({
    inputDirectory: options.inputDirectory,
    stateDirectory: state.path,
    store,
    adopt: (key, path) => store.adopt(key, path, { contentType: 'application/vnd.apache.parquet' }),
    clock,
    onEnded: hint,
  });
  opened.defer(() => warehouse.close());
  for (const { source, line, text } of (await warehouse.catalog()).problems)
    log.warn('a file of the input folder is no table', { stage: 'planner', source, line, text });
  const programs = options.programs ?? { mode: 'jail' };
  const sandbox = createProgramSandbox({
    programs,
    statePath: state.path,
    store,
    ids,
    clock,
    log,
    capacity: options.capacity ?? availableParallelism() + 2,
    warm: options.warm ?? false,
    preparePython: options.preparePython,
    onHint: hint,
  });
  opened.defer(() => sandbox.close());

  /** S3 would send an event: a finished launch, progress, a log entry, a mailbox that is waited for. */
  function onWrite(key: string): void {
    notices.notify(key);
    const [, runId, rest = ''] = /^runs\/([^/]+)\/(.*)$/.exec(key) ?? [];
    if (runId === undefined) return;
    // What a reader of the run can see; the rest only wakes who waits for that very key.
    if (/^log\/|\/progress\.json$/.test(rest)) notices.notify(runId);
    if (/\/attempts\/\d+\/\d+\/result\.json$/.test(key)) hint(runId);
  }

  /** A look that comes sooner, for whoever owns the run now. */
  function hint(runId: string): void {
    void runLog
      .read(runId)
      .then(async (reading) => {
        const owner = reading === null ? 'ingest' : ownerOf(reading.run.state);
        if (owner !== 'ingest') await queue.send(owner, { runId });
      })
      .catch((error: unknown) => log.warn('a hint was lost', { runId, error }));
  }

  const ports = { store, log: runLog, bus, queue, warehouse, sandbox, clock };
  const stopping = new AbortController();
  const models = options.models ?? withoutModel;
  const handlers = composeStages(ports, {
    planPrompt: options.planPrompt ?? planByRules,
    models: { ...models, model: models.model && endingWith(models.model, stopping.signal) },
    ...(options.predictors !== undefined && { predictors: options.predictors }),
    notifier: {
      secret: await webhookSecret(state.path),
      allowLoopback: options.allowLoopbackWebhooks ?? false,
    },
  });
  const instance = ids.next();
  const app = createIngest(
    { store, bus, warehouse, ids, clock, changes: notices },
    {
      principalOf: () => 'local',
      maximumLimits: defaultLimits,
      signIn: null,
      webhook: { allowLoopback: options.allowLoopbackWebhooks ?? false },
      hosts: 'loopback',
      longestWaitSeconds: 55,
      streams: true,
      instance,
      report: (error, where) =>
        log.error('a request could not be handled', { stage: 'ingest', ...where, error }),
    },
  );

  await queue.recover();
  for (const stage of queuedStages) {
    const consumer = createConsumer({ stage, queue, clock, log, handle: handlers[stage] });
    consumers.set(stage, consumer);
    opened.defer(() => consumer.stop());
  }
  opened.defer(() => stopping.abort());
  const server = await listen(
    options.port,
    app.fetch,
    createObjectRoutes({ store, files, signer, clock, waitForKey: notices.wait }),
  );
  opened.defer(() => server.close());
  url = server.url;
  for (const consumer of consumers.values()) consumer.wake();
  // An earlier host may have died between a commit and its publication: look at every open run.
  await sweepAll(true);
  const house = keepHouse({
    store,
    queue,
    clock,
    log,
    signal: stopping.signal,
    sweep: () => sweepAll(false),
  });
  opened.defer(async () => {
    stopping.abort();
    await house;
  });
  await announceHost(state.path, {
    url,
    pid: process.pid,
    inputDirectory: options.inputDirectory,
    programs: programs.mode,
    token: instance,
  });
  opened.defer(() => withdrawHost(state.path));
  if (options.warm === true) sandbox.warm();
  return url;

  async function sweepAll(everyRun: boolean): Promise<void> {
    for (const { runId, error } of await sweep(ports, everyRun))
      log.error('a run could not be swept', { stage: 'sweep', runId, error });
    if (!everyRun) await sandbox.refill();
  }
}
