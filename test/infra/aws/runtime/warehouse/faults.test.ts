import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { isPermanent, PermanentError } from '../../../../../shared/errors.ts';
import { extractSchema } from '../../../../../shared/plan/dataset.ts';
import type { ExtractRequest, ExtractState } from '../../../../../shared/ports/warehouse.ts';
import { ServiceRefusal } from '../../../../fakes/aws/json-service.ts';
import { startWarehouse } from './kit.ts';

const slow = 'SELECT count(*) AS n FROM many AS a, many AS b, many AS c WHERE a.x + b.x > c.x';
const unloaded = 'SELECT x FROM many';

describe('the Redshift warehouse when things go wrong', function () {
  this.timeout(60_000);
  let world: Awaited<ReturnType<typeof startWarehouse>>;
  before(async () => void (world = await startWarehouse()));
  after(() => world.service[Symbol.asyncDispose]());

  let count = 0;
  const request = (sql: string, limits: Partial<ExtractRequest['limits']> = {}): ExtractRequest => {
    const runId = `fault${++count}`;
    const prefix = `runs/${runId}/datasets/x/1/`;
    const token = `${runId}/1/q/x/1`;
    return {
      token,
      runId,
      sql,
      dataVersion: 'load 1',
      prefix,
      limits: { rows: 5_000_000, bytes: 2e9, seconds: 60, ...limits },
    };
  };
  async function settle(handle: string, looker = world.warehouse): Promise<ExtractState> {
    for (;;) {
      const state = await looker.inspect(handle);
      if (state.status !== 'running') return state;
    }
  }
  const run = async (one: ExtractRequest) => settle(await world.warehouse.start(one));
  async function rowCount({ prefix }: ExtractRequest): Promise<number | null> {
    const stored = await world.store.get(`${prefix}result.json`);
    return stored && extractSchema.parse(JSON.parse(new TextDecoder().decode(stored.body))).rowCount;
  }
  const passes = (error: unknown) => !isPermanent(error);

  it('unloads once though the answer to its start was lost', async () => {
    const one = request(unloaded);
    const handle = await world.warehouse.start(one);
    await world.endOf(one.runId);
    const started = world.service.started();
    world.service.spoil('BatchExecuteStatement', 'answer lost');
    await assert.rejects(world.warehouse.inspect(handle), passes);
    assert.deepEqual(await settle(handle), { status: 'succeeded' });
    assert.equal(world.service.started(), started + 1);
  });

  it('unloads once for two who look at the same time', async () => {
    const one = request(unloaded);
    const started = world.service.started();
    const handle = await world.warehouse.start(one);
    assert.deepEqual(await Promise.all([settle(handle), settle(handle, world.make())]), [
      { status: 'succeeded' },
      { status: 'succeeded' },
    ]);
    assert.equal(await rowCount(one), 25_000);
    assert.equal(world.service.started(), started + 2);
  });

  it('comes back to a result of which a page could not be read', async () => {
    const one = request('SELECT x FROM many WHERE x < 2500');
    const handle = await world.warehouse.start(one);
    await world.endOf(one.runId);
    world.service.spoil('GetStatementResult', new ServiceRefusal('InternalServerException', 'no', 500));
    await assert.rejects(world.warehouse.inspect(handle), passes);
    assert.equal(await rowCount(one), null);
    assert.deepEqual(await settle(handle), { status: 'succeeded' });
    assert.equal(await rowCount(one), 2_500);
  });

  for (const [error, expected] of [
    ['ERROR: Out Of Memory: insufficient memory to run the query', 'memory'],
    ['ERROR: Query (12) cancelled by WLM abort action of Query Monitoring Rule "long"', 'time'],
    ['ERROR: Disk Full', 'disk'],
    ['ERROR: column "connection" does not exist', 'sql'],
  ] as const)
    it(`takes "${error}" for a fault of ${expected}`, async () => {
      const handle = await world.warehouse.start(request(slow));
      world.service.end(slow, error);
      assert.deepEqual(await settle(handle), { status: 'failed', class: expected, message: error });
    });

  it('takes a broken connection inside of Redshift for nobody’s mistake', async () => {
    const reason = 'ERROR: the connection to a compute node was closed';
    const handle = await world.warehouse.start(request(slow));
    world.service.end(slow, reason);
    assert.deepEqual(await settle(handle), { status: 'ended', counted: true, reason });
  });

  it('says "ended" of what somebody else has cancelled', async () => {
    const handle = await world.warehouse.start(request(slow));
    world.service.end(slow);
    assert.equal((await settle(handle)).status, 'ended');
  });

  it('has Redshift end what takes too long, and calls it that', async () => {
    assert.deepEqual(await run(request(slow, { seconds: 0.5 })), {
      status: 'failed',
      class: 'time',
      message: 'The query took longer than 0.5 s',
    });
  });

  it('fails with too many bytes, fetched or unloaded', async () => {
    for (const sql of ['SELECT x FROM many WHERE x < 5000', unloaded]) {
      const state = await run(request(sql, { bytes: 1_000 }));
      assert.ok(state.status === 'failed' && state.class === 'output', JSON.stringify(state));
      assert.match(state.message, /at most 1000 are allowed/);
    }
  });

  it('refuses two columns of one name, which no file can hold', async () => {
    const state = await run(request('SELECT x, big AS X FROM many WHERE x < 2'));
    assert.ok(state.status === 'failed' && state.class === 'sql', JSON.stringify(state));
    assert.match(state.message, /Two columns of the result are named/);
  });

  it('gives up, with what to do, when the role of UNLOAD may not write', async () => {
    const warehouse = world.make('warehouse', 'arn:aws:iam::123456789012:role/wrong');
    const handle = await warehouse.start(request(unloaded));
    await assert.rejects(settle(handle, warehouse), (error: unknown) => {
      assert.ok(error instanceof PermanentError);
      assert.match(error.message, /KAISEKI_UNLOAD_ROLE must be a role/);
      return true;
    });
  });

  it('stops what a stop has overtaken', async () => {
    const one = request(slow);
    assert.equal(await world.warehouse.stop(one.token), 'unknown');
    assert.equal((await run(one)).status, 'ended');
    assert.equal(await world.warehouse.stop(one.token), 'ended');
  });

  it('stops nothing of another role', async () => {
    const one = request(slow);
    await world.warehouse.start(one);
    assert.equal(await world.make('somebody else').stop(one.token), 'unknown');
    assert.equal(await world.warehouse.stop(one.token), 'stopping');
  });
});
