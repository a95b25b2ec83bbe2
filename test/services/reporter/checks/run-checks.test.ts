import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createReporter } from '../../../../services/reporter/step.ts';
import type { LookContext, StageEvent } from '../../../../shared/delivery/step.ts';
import type { Catalog, Column } from '../../../../shared/plan/catalog.ts';
import type { Warning } from '../../../../shared/plan/manifest.ts';
import { resultSchema } from '../../../../shared/plan/result.ts';
import type { LanguageModel } from '../../../../shared/ports/language-model.ts';
import type { ExtractState } from '../../../../shared/ports/warehouse.ts';
import { datasetHash, sha256 } from '../../../../shared/run/keys.ts';
import { createRunLog } from '../../../../shared/run/log.ts';
import { getRef } from '../../../../shared/run/refs.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import { createMemoryWarehouse } from '../../../fakes/memory-warehouse.ts';
import { queryPlan, writePlannedRun } from '../../../fakes/planned-run.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const column = (name: string, distinctCount: number, kind: Column['kind'] = 'number'): Column => ({
  name,
  type: 'BIGINT',
  kind,
  comment: null,
  nullShare: 0,
  distinctCount,
  min: '1',
  max: '9',
  values: null,
});
const shop: Catalog = {
  dialect: 'duckdb',
  dataVersion: 'd1',
  tables: [
    { name: 'people', comment: null, rowCount: 4, columns: [column('id', 4), column('credit', 4)] },
    { name: 'orders', comment: null, rowCount: 9, columns: [column('person', 4), column('amount', 9)] },
  ],
  problems: [],
};
const multiplied = 'SELECT sum(p.credit) AS credit FROM people AS p JOIN orders AS o ON o.person = p.id';
const lossy = 'SELECT sum(o.amount) AS amount FROM orders AS o JOIN people AS p ON p.id = o.person';

/** A run whose one query brought a number, and a reporter before a warehouse that ends checks as the test says. */
async function setUp(
  sql: string,
  { attempts = 3, catalog = shop }: { attempts?: number; catalog?: Catalog } = {},
) {
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const log = createRunLog(store);
  const warehouse = createMemoryWarehouse({ store, catalog });
  const query = { name: 'result', sql };
  const plan = { ...queryPlan, queries: [query], answer: '{{table.result}}' };
  let run = await writePlannedRun({ store, log }, plan, clock.now(), { attempts });
  const commit = async (event: StageEvent): Promise<void> => {
    const next = await log.append(run, event, clock.now());
    assert.ok(next !== null);
    run = next;
  };
  async function succeed(): Promise<void> {
    assert.ok(run.plan !== null);
    const hash = datasetHash(query, 'd1');
    const prefix = 'runs/r1/datasets/x/';
    const extract = { rowCount: 1, bytes: 1, sha256: sha256('p') };
    const rest = { columns: [{ name: 'credit', type: 'BIGINT' }], rows: [[7]] };
    await store.put(`${prefix}data.parquet`, 'p');
    await store.put(`${prefix}result.json`, JSON.stringify({ ...extract, ...rest }));
    const claim = {
      stage: 'executor-dispatch',
      launch: 1,
      name: 'result',
      plan: run.plan,
      hash,
      prefix,
    } as const;
    const token = `data${run.attempt}`;
    await commit({ type: 'query.claimed', token, ...claim, leaseUntil: run.deadline });
    await commit({ type: 'query.succeeded', token, ...extract });
    await commit({ type: 'attempt.succeeded', manifest: null });
  }
  await succeed();

  const look = (): LookContext => ({
    now: clock.now(),
    leaseUntil: new Date(run.deadline),
    wakeSlot: 0,
    commits: 0,
    justCommitted: null,
  });
  return {
    warehouse,
    clock,
    commit,
    succeed,
    run: () => run,
    /** Steps until the reporter waits or hands the run on. */
    async report(model: LanguageModel | null = null): Promise<StageEvent | 'waits'> {
      const models = { model, sees: 'statistics' } as const;
      const reporter = createReporter({ store, log, clock, warehouse }, { models });
      for (;;) {
        const outcome = await reporter.step(run, look());
        assert.ok(outcome !== 'idle');
        if ('wakeAfterSeconds' in outcome) return 'waits';
        await commit(outcome.commit);
        if (!outcome.commit.type.startsWith('query.')) return outcome.commit;
      }
    },
    async warnings(): Promise<Warning[]> {
      assert.ok(run.result !== null);
      return (await getRef(store, run.result, resultSchema)).warnings;
    },
    /** Ends the check that runs. */
    async end(as: [number, number] | ExtractState): Promise<void> {
      const token = warehouse.started.at(-1)?.token ?? '';
      if (Array.isArray(as)) await warehouse.succeed(token, [as]);
      else warehouse.end(token, as);
    },
  };
}

const model: LanguageModel = {
  name: 'scripted',
  complete: () => Promise.reject(new Error('the reporter asks no model here')),
};

describe('checks as steps of a run', () => {
  it('count in the warehouse within small limits, and stand beside the answer', async () => {
    const world = await setUp(multiplied);
    assert.equal(await world.report(), 'waits');
    assert.deepEqual(world.warehouse.started[0]?.limits, { rows: 10, bytes: 1e6, seconds: 30 });
    assert.match(world.warehouse.started[0].token, /^r1\/1\/c\//);
    await world.end([4, 9]);
    assert.equal((await world.report()) !== 'waits' && world.run().terminal?.status, 'succeeded');
    assert.deepEqual(
      (await world.warnings()).map(({ check, severity, figure }) => [check, severity, figure]),
      [['join_fan_out', 'serious', '4 → 9']],
    );
  });

  it('ask nothing where the catalog knows the answer', async () => {
    const world = await setUp(
      'SELECT avg(o.amount) AS amount FROM orders AS o LEFT JOIN people AS p ON p.id = o.person',
    );
    await world.report();
    assert.deepEqual([world.warehouse.started.length, await world.warnings()], [0, []]);
  });

  it('trust no statistics of other data than the run is about', async () => {
    const world = await setUp(
      'SELECT avg(o.amount) AS amount FROM orders AS o LEFT JOIN people AS p ON p.id = o.person',
      {
        catalog: { ...shop, dataVersion: 'd2' },
      },
    );
    assert.equal(await world.report(), 'waits');
    assert.ok(world.warehouse.started.length > 0);
  });

  it('say that a join was not checked when its query fails', async () => {
    const world = await setUp(multiplied);
    await world.report();
    await world.end({ status: 'failed', class: 'time', message: 'too slow' });
    await world.report();
    const [only, ...more] = await world.warnings();
    assert.deepEqual([only?.severity, only?.figure, more], ['notice', null, []]);
    assert.match(only?.text ?? '', /^Not checked/);
  });

  it('pass over what matters little when its query fails', async () => {
    const world = await setUp(lossy);
    await world.report();
    await world.end({ status: 'failed', class: 'sql', message: 'no such function' });
    await world.report();
    assert.deepEqual(await world.warnings(), []);
  });

  it('do not keep an answer for a warehouse that never ends', async () => {
    const world = await setUp(multiplied);
    assert.equal(await world.report(), 'waits');
    world.clock.advance(80);
    await world.report();
    assert.match((await world.warnings())[0]?.text ?? '', /^Not checked/);
  });

  it('give up a query that the warehouse lost three times', async () => {
    const world = await setUp(multiplied);
    for (let launch = 1; launch <= 3; launch++) {
      assert.equal(await world.report(), 'waits');
      await world.end({ status: 'ended', counted: true, reason: 'its process died' });
    }
    await world.report();
    assert.equal(world.warehouse.started.length, 3);
    assert.match((await world.warnings())[0]?.text ?? '', /^Not checked/);
  });
});

describe('an attempt whose number is wrong', () => {
  it('goes back to repair, with what was counted', async () => {
    const world = await setUp(multiplied);
    await world.report(model);
    await world.end([4, 9]);
    const event = await world.report(model);
    assert.ok(event !== 'waits' && event.type === 'answer.rejected');
    assert.match(event.reason, /^join_fan_out: .*4 rows become 9/);
  });

  it('goes back once: what comes back as it was is answered with the warning', async () => {
    const world = await setUp(multiplied);
    await world.report(model);
    await world.end([4, 9]);
    await world.report(model);
    const { plan } = world.run();
    assert.ok(plan !== null);
    await world.commit({ type: 'plan.repaired', plan, note: 'Tried again.' });
    await world.succeed();
    await world.report(model);
    assert.equal(world.run().terminal?.status, 'succeeded');
    assert.equal((await world.warnings())[0]?.severity, 'serious');
  });

  it('is answered when no attempt is left, and when no model is there', async () => {
    for (const [attempts, given] of [
      [1, model],
      [3, null],
    ] as const) {
      const world = await setUp(multiplied, { attempts });
      await world.report(given);
      await world.end([4, 9]);
      await world.report(given);
      assert.equal(world.run().terminal?.status, 'succeeded');
    }
  });

  it('is answered when what was found is a notice', async () => {
    const world = await setUp(lossy);
    await world.report(model);
    await world.end([1, 9]);
    await world.report(model);
    assert.equal(world.run().terminal?.status, 'succeeded');
    assert.deepEqual(
      (await world.warnings()).map(({ figure }) => figure),
      ['1 / 9'],
    );
  });
});
