import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbWarehouse } from '../../../../infra/local/warehouse/duckdb-warehouse.ts';
import { systemClock } from '../../../../infra/system/clock.ts';
import { suspicionsOf } from '../../../../services/reporter/checks/suspicions.ts';
import { createReporter } from '../../../../services/reporter/step.ts';
import type { StageEvent } from '../../../../shared/delivery/step.ts';
import type { Catalog } from '../../../../shared/plan/catalog.ts';
import type { Warning } from '../../../../shared/plan/manifest.ts';
import type { Language, Plan } from '../../../../shared/plan/plan.ts';
import { resultSchema } from '../../../../shared/plan/result.ts';
import type { ObjectStore } from '../../../../shared/ports/object-store.ts';
import { readDatasetOf, runQueries } from '../../../../shared/queries/run-queries.ts';
import type { Warehouse } from '../../../../shared/ports/warehouse.ts';
import { createRunLog } from '../../../../shared/run/log.ts';
import { getRef } from '../../../../shared/run/refs.ts';
import type { Run } from '../../../../shared/run/run.ts';
import { guardSql } from '../../../../shared/sql/guard.ts';
import { guardOptionsOf } from '../../../../shared/sql/options.ts';
import { format } from '../../../../shared/sql/tree.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import { queryPlan, writePlannedRun } from '../../../fakes/planned-run.ts';
import { accepted } from '../../../fakes/run-events.ts';

export interface CheckedWarehouse {
  catalog: Catalog;
  /** Runs a statement as a plan's only query, and gives the warnings that the reporter puts beside its answer. */
  check(sql: string, language?: Language): Promise<Warning[]>;
  close(): Promise<void>;
}

/** DuckDB over a folder of tables, and a reporter in front of it. */
export async function openCheckedWarehouse(
  inputDirectory: string | ((folder: string) => Promise<void>),
): Promise<CheckedWarehouse> {
  const folder = await mkdtemp(join(tmpdir(), 'kaiseki-checks-'));
  const input = typeof inputDirectory === 'string' ? inputDirectory : join(folder, 'input');
  if (typeof inputDirectory !== 'string') await inputDirectory(input);
  let store: ObjectStore = createMemoryStore(systemClock);
  const ended = hints();
  const warehouse = await createDuckDbWarehouse({
    inputDirectory: input,
    stateDirectory: join(folder, 'state'),
    store: { put: (...given) => store.put(...given) },
    adopt: async (key, path) => store.put(key, await readFile(path)),
    clock: systemClock,
    workers: 2,
    memoryBytes: 600 * 2 ** 20,
    onEnded: ended.tell,
  });
  const catalog = await warehouse.catalog();
  let runs = 0;
  return {
    catalog,
    async check(sql, language = 'en') {
      // Every run is called r1: each has a store, and tokens, of its own.
      store = createMemoryStore(systemClock);
      const own = `${++runs}/`;
      const start: Warehouse['start'] = (request) =>
        warehouse.start({ ...request, token: own + request.token });
      return checkOne({ store, warehouse: { ...warehouse, start }, catalog, ended }, sql, language);
    },
    async close() {
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Before the deadline of the run that tests use. */
const began = new Date(accepted.deadline);
began.setMinutes(began.getMinutes() - 10);

interface World {
  store: ObjectStore;
  warehouse: Warehouse;
  catalog: Catalog;
  ended: ReturnType<typeof hints>;
}

async function checkOne(world: World, sql: string, language: Language): Promise<Warning[]> {
  const { store, warehouse, catalog } = world;
  const log = createRunLog(store);
  const verdict = await guardSql(sql, guardOptionsOf(catalog));
  assert.ok(verdict.ok, JSON.stringify(verdict));
  const plan: Plan = {
    ...queryPlan,
    language,
    queries: [{ name: 'result', sql: verdict.sql }],
    answer: '{{table.result}}',
  };
  let run = await writePlannedRun({ store, log }, plan, began, {}, catalog.dataVersion);
  const commit = async (event: StageEvent): Promise<void> => {
    const next = await log.append(run, event, began);
    assert.ok(next !== null);
    run = next;
  };
  await drive(world, commit, async () => {
    assert.ok(run.plan !== null);
    const state = await runQueries({ store, warehouse }, run, lookAt(run), {
      stage: 'executor-dispatch',
      queries: plan.queries,
      source: run.plan,
      dataVersion: catalog.dataVersion,
      limits: { rows: 10_000, bytes: 1e8, seconds: 30 },
    });
    if (state === 'all there') return { commit: { type: 'attempt.succeeded', manifest: null } };
    assert.ok('outcome' in state, JSON.stringify(state));
    return state.outcome;
  });
  const reporter = createReporter({ store, log, clock: systemClock, warehouse });
  await drive(world, commit, () => reporter.step(run, lookAt(run)));
  assert.ok(run.result !== null, 'the reporter did not succeed');
  // A check whose query fails or is refused is passed over; here none may, or the sound would be sound by chance.
  const failed = run.queries.filter(({ state }) => state !== 'succeeded');
  for (const { handle } of failed) assert.fail(JSON.stringify(await warehouse.inspect(handle ?? '')));
  const { extract } = await readDatasetOf(
    store,
    run,
    { name: 'result', sql: verdict.sql },
    catalog.dataVersion,
  );
  const datasets = [{ query: { name: 'result', sql: verdict.sql }, extract, parquet: null as never }];
  for (const { queries } of await suspicionsOf({ plan, run, datasets }, catalog))
    for (const tree of queries) {
      const text = format(tree);
      assert.ok((await guardSql(text, guardOptionsOf(catalog))).ok, text);
    }
  return (await getRef(store, run.result, resultSchema)).warnings;
}

const lookAt = (run: Run) => ({
  now: began,
  leaseUntil: new Date(run.deadline),
  wakeSlot: 0,
  commits: 0,
  justCommitted: null,
});

/** Takes steps until the stage hands the run on, waiting for hints as a host does. */
async function drive(
  { ended }: World,
  commit: (event: StageEvent) => Promise<void>,
  step: () => ReturnType<ReturnType<typeof createReporter>['step']>,
): Promise<void> {
  for (;;) {
    const hint = ended.next();
    const outcome = await step();
    assert.ok(outcome !== 'idle');
    if ('wakeAfterSeconds' in outcome) {
      await hint;
      continue;
    }
    await commit(outcome.commit);
    if (!outcome.commit.type.startsWith('query.')) return;
  }
}

/** The warehouse's words that some query has ended: a wait begins before the look that may need it. */
function hints() {
  let waiting: (() => void)[] = [];
  return {
    tell(): void {
      for (const one of waiting) one();
      waiting = [];
    },
    next: (): Promise<void> => new Promise((resolve) => waiting.push(resolve)),
  };
}
