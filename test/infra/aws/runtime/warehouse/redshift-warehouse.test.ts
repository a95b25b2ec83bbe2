import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { isPermanent, PermanentError } from '../../../../../shared/errors.ts';
import { extractSchema } from '../../../../../shared/plan/dataset.ts';
import type { ExtractRequest } from '../../../../../shared/ports/warehouse.ts';
import { warehouseContract } from '../../../../contract/warehouse.contract.ts';
import { ServiceRefusal } from '../../../../fakes/aws/json-service.ts';
import { readParquet } from '../../../../fakes/read-parquet.ts';
import { startWarehouse } from './kit.ts';

describe('the Redshift warehouse', function () {
  this.timeout(60_000);
  let world: Awaited<ReturnType<typeof startWarehouse>>;
  before(async () => void (world = await startWarehouse()));
  after(() => world.service[Symbol.asyncDispose]());

  warehouseContract(async () => ({
    warehouse: world.warehouse,
    store: world.store,
    sql: {
      quick: 'SELECT count(*) AS n FROM things',
      slow: 'SELECT count(*) AS n FROM many AS a, many AS b, many AS c WHERE a.x + b.x > c.x',
    },
    ended: world.endOf,
  }));

  let count = 0;
  const request = (sql: string, limits: Partial<ExtractRequest['limits']> = {}): ExtractRequest => {
    const runId = `own${++count}`;
    return {
      token: `${runId}/1/q/x/1`,
      runId,
      sql,
      dataVersion: 'load 1',
      prefix: `runs/${runId}/datasets/x/1/`,
      limits: { rows: 5_000_000, bytes: 2e9, seconds: 60, ...limits },
    };
  };
  async function run(one: ExtractRequest) {
    const handle = await world.warehouse.start(one);
    for (;;) {
      const state = await world.warehouse.inspect(handle);
      if (state.status !== 'running') return state;
    }
  }
  async function resultOf(sql: string, limits: Partial<ExtractRequest['limits']> = {}) {
    const one = request(sql, limits);
    assert.deepEqual(await run(one), { status: 'succeeded' });
    const result = await world.store.get(`${one.prefix}result.json`);
    const data = await world.store.get(`${one.prefix}data.parquet`);
    const extract = extractSchema.parse(JSON.parse(new TextDecoder().decode(result?.body)));
    return { extract, file: (await readParquet(data?.body ?? new Uint8Array())).rows };
  }
  const unloads = () => JSON.stringify(world.service.calls).match(/UNLOAD/g)?.length ?? 0;

  it('fetches a few rows, exact in document and file, as every type has them', async () => {
    const { extract, file } = await resultOf('SELECT id, name, price, seen FROM things ORDER BY id');
    assert.deepEqual(extract.rows, [
      [1, 'a', '1.50', '2025-01-02T03:04:05Z'],
      [2, '日本', '-0.05', null],
      [3, null, null, null],
    ]);
    assert.deepEqual(
      extract.columns.map(({ type }) => type),
      ['BIGINT', 'VARCHAR', 'DECIMAL(10,2)', 'TIMESTAMP'],
    );
    assert.deepEqual(file, [
      ['1', 'a', '1.50', '2025-01-02 03:04:05'],
      ['2', '日本', '-0.05', null],
      ['3', null, null, null],
    ]);
  });

  it('keeps the columns of no rows', async () => {
    const { extract, file } = await resultOf('SELECT id, price FROM things WHERE id > 99');
    assert.deepEqual(
      [extract.rowCount, extract.columns.map(({ name }) => name), file],
      [0, ['id', 'price'], []],
    );
  });

  it('has Redshift write what is more than 10,000 rows, in its order', async () => {
    const unloadsBefore = unloads();
    const { extract, file } = await resultOf('SELECT x FROM many ORDER BY x DESC');
    assert.ok(unloads() > unloadsBefore);
    assert.equal(extract.rowCount, 25_000);
    assert.equal(extract.rows.length, 100);
    assert.deepEqual([file[0], file.at(-1), extract.rows[0]], [['24999'], ['0'], [24_999]]);
  });

  it('has Redshift write integers that JSON would round', async () => {
    const { file } = await resultOf('SELECT big FROM many WHERE x < 2');
    assert.deepEqual(file, [['9007199254740993'], ['9007199254740993']]);
  });

  it('fails with too many rows, and cuts none off in silence', async () => {
    for (const rows of [2, 20_000]) {
      const state = await run(request('SELECT x FROM many', { rows }));
      assert.ok(state.status === 'failed' && state.class === 'output' && /more than/.test(state.message));
    }
  });

  it('says in Redshift’s words what is wrong with the SQL', async () => {
    const state = await run(request('SELECT CAST(name AS INTEGER) AS n FROM things'));
    assert.ok(state.status === 'failed' && state.class === 'sql' && /Could not convert/.test(state.message));
    assert.match((await world.warehouse.explain('SELECT nothing FROM things', '')) ?? '', /nothing/);
    assert.equal(await world.warehouse.explain('SELECT name FROM things', ''), null);
  });

  it('sends nothing that is not guarded', async () => {
    const calls = world.service.calls.length;
    for (const sql of [
      'DROP TABLE things',
      'SELECT * FROM secrets',
      'SELECT 1; SELECT 2',
      "UNLOAD ('SELECT 1') TO 's3://x'",
    ])
      await assert.rejects(world.warehouse.start(request(sql)), PermanentError);
    assert.equal(world.service.calls.length, calls);
  });

  it('starts one statement though the answer was lost and two ask at once', async () => {
    const one = request('SELECT count(*) AS n FROM things');
    world.service.spoil('BatchExecuteStatement', 'answer lost');
    await assert.rejects(world.warehouse.start(one), (error) => !isPermanent(error));
    const [a, b] = await Promise.all([world.warehouse.start(one), world.make().start(one)]);
    assert.equal(a, b);
  });

  it('waits when it is throttled, and gives up where it may not', async () => {
    const one = request('SELECT count(*) AS n FROM things');
    world.service.spoil('BatchExecuteStatement', new ServiceRefusal('ThrottlingException', 'Rate exceeded'));
    await assert.rejects(world.warehouse.start(one), (error) => !isPermanent(error));
    world.service.spoil(
      'BatchExecuteStatement',
      new ServiceRefusal('ActiveStatementsExceededException', '500'),
    );
    await assert.rejects(world.warehouse.start(one), (error) => !isPermanent(error));
    world.service.spoil('BatchExecuteStatement', new ServiceRefusal('AccessDeniedException', 'no'));
    await assert.rejects(world.warehouse.start(one), (error) => isPermanent(error));
  });

  it('says "running", not "ended", of a statement that its role cannot see', async () => {
    const one = request('SELECT count(*) AS n FROM things');
    const handle = await world.warehouse.start(one);
    assert.deepEqual(await world.make('somebody else').inspect(handle), { status: 'running' });
    assert.deepEqual(await world.warehouse.inspect(handle), { status: 'succeeded' });
  });

  it('does not go on with a second statement once it was stopped', async () => {
    const one = request('SELECT x FROM many');
    const handle = await world.warehouse.start(one);
    await world.warehouse.stop(one.token);
    assert.equal((await world.warehouse.inspect(handle)).status, 'ended');
    assert.equal(await world.store.get(`${one.prefix}result.json`), null);
  });
});
