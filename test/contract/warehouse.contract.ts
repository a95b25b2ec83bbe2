import assert from 'node:assert/strict';
import { it } from 'mocha';
import { extractSchema } from '../../shared/plan/dataset.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { ExtractRequest, ExtractState, Warehouse } from '../../shared/ports/warehouse.ts';

export interface WarehouseUnderTest {
  warehouse: Warehouse;
  store: ObjectStore;
  /** SQL that answers with one row that holds 3, and SQL that runs for minutes. */
  sql: { quick: string; slow: string };
  /** Resolves when the query of this run has ended. */
  ended: (runId: string) => Promise<void>;
}

/** What every warehouse does, whatever runs behind it. */
export function warehouseContract(setUp: () => Promise<WarehouseUnderTest>): void {
  let count = 0;
  const requestFor = async ({ warehouse }: WarehouseUnderTest, sql: string): Promise<ExtractRequest> => {
    const runId = `run${++count}`;
    return {
      token: `${runId}/1/q/x/1`,
      runId,
      sql,
      dataVersion: (await warehouse.catalog()).dataVersion,
      prefix: `runs/${runId}/datasets/x/1/`,
      limits: { rows: 1_000, bytes: 1e8, seconds: 60 },
    };
  };

  it('leaves the file first, then what it holds', async () => {
    const one = await setUp();
    const request = await requestFor(one, one.sql.quick);
    const handle = await one.warehouse.start(request);
    await one.ended(request.runId);
    assert.deepEqual(await one.warehouse.inspect(handle), { status: 'succeeded' } satisfies ExtractState);
    const [result, data] = await Promise.all(
      ['result.json', 'data.parquet'].map((name) => one.store.get(request.prefix + name)),
    );
    const extract = extractSchema.parse(JSON.parse(new TextDecoder().decode(result?.body)));
    assert.deepEqual([extract.rowCount, extract.rows, extract.bytes], [1, [[3]], data?.body.length]);
  });

  it('runs a token once', async () => {
    const one = await setUp();
    const request = await requestFor(one, one.sql.quick);
    const handle = await one.warehouse.start(request);
    await one.ended(request.runId);
    const [before] = (await one.store.list(request.prefix, { versions: true })).objects;
    assert.equal(await one.warehouse.start(request), handle);
    const [after] = (await one.store.list(request.prefix, { versions: true })).objects;
    assert.equal(after?.version, before?.version);
  });

  it('stops what runs, and says so afterwards', async () => {
    const one = await setUp();
    const request = await requestFor(one, one.sql.slow);
    const handle = await one.warehouse.start(request);
    const ended = one.ended(request.runId);
    assert.notEqual(await one.warehouse.stop(request.token), 'unknown');
    await ended;
    assert.equal((await one.warehouse.inspect(handle)).status, 'ended');
    assert.equal(await one.warehouse.stop(request.token), 'ended');
  });

  it('knows tables, columns and what is in them', async () => {
    const { warehouse } = await setUp();
    const { tables, dataVersion } = await warehouse.catalog();
    assert.notEqual(dataVersion, '');
    assert.equal(tables.find((table) => table.name === 'things')?.rowCount, 3);
  });
}
