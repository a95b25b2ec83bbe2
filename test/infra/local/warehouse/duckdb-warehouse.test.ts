import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { createDuckDbWarehouse } from '../../../../infra/local/warehouse/duckdb-warehouse.ts';
import { systemClock } from '../../../../infra/system/clock.ts';
import { extractSchema, type Extract } from '../../../../shared/plan/dataset.ts';
import type { ExtractRequest, ExtractState } from '../../../../shared/ports/warehouse.ts';
import { warehouseContract } from '../../../contract/warehouse.contract.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const slow = 'SELECT count(*) AS n FROM many AS a, many AS b, many AS c WHERE a.x + b.x > c.x';

describe('the DuckDB warehouse', function () {
  this.timeout(60_000);
  let folder = '';
  let warehouse: Awaited<ReturnType<typeof createDuckDbWarehouse>>;
  const store = createMemoryStore(createVirtualClock());
  const waiting = new Map<string, () => void>();
  const done = new Set<string>();
  const ended = (runId: string) =>
    new Promise<void>((resolve) => (done.has(runId) ? resolve() : waiting.set(runId, resolve)));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaiseki-warehouse-'));
    const things =
      'id,name,price,since,seen,active,code\n1,a,1.5,2025-01-02,2025-01-02 03:04:05,true,007\n2,b,2,2025/1/3,2025-01-03 00:00,false,008\n3,,,,,,\n';
    await writeFile(join(folder, 'things.csv'), things);
    await writeFile(
      join(folder, 'many.csv'),
      `x\n${Array.from({ length: 50_000 }, (_, i) => i).join('\n')}\n`,
    );
    warehouse = await createDuckDbWarehouse({
      inputDirectory: folder,
      stateDirectory: join(folder, 'state'),
      store,
      adopt: async (key, path) => store.put(key, await readFile(path)),
      clock: systemClock,
      memoryBytes: 600 * 2 ** 20,
      onEnded: (runId) => {
        done.add(runId);
        waiting.get(runId)?.();
      },
    });
  });
  after(async () => {
    await warehouse.close();
    await rm(folder, { recursive: true, force: true });
  });

  let count = 0;
  async function extract(
    sql: string,
    limits: Partial<ExtractRequest['limits']> = {},
  ): Promise<{ state: ExtractState; extract: Extract | null }> {
    const runId = `own${++count}`;
    const prefix = `runs/${runId}/`;
    const handle = await warehouse.start({
      token: runId,
      runId,
      sql,
      prefix,
      dataVersion: (await warehouse.catalog()).dataVersion,
      limits: { rows: 1_000, bytes: 1e8, seconds: 60, ...limits },
    });
    await ended(runId);
    const stored = await store.get(`${prefix}result.json`);
    return {
      state: await warehouse.inspect(handle),
      extract:
        stored === null ? null : extractSchema.parse(JSON.parse(new TextDecoder().decode(stored.body))),
    };
  }

  warehouseContract(async () => ({
    warehouse,
    store,
    sql: { quick: 'SELECT count(*) AS n FROM things', slow },
    ended,
  }));

  it('gives cells as JSON has them', async () => {
    const result = await extract(
      'SELECT *, CAST(9007199254740993 AS BIGINT) AS big, CAST(1.50 AS DECIMAL(5, 2)) AS exact FROM things ORDER BY id DESC',
    );
    assert.deepEqual(result.extract?.rows, [
      [3, null, null, null, null, null, null, '9007199254740993', '1.50'],
      [2, 'b', 2, '2025-01-03', '2025-01-03T00:00:00Z', false, '008', '9007199254740993', '1.50'],
      [1, 'a', 1.5, '2025-01-02', '2025-01-02T03:04:05Z', true, '007', '9007199254740993', '1.50'],
    ]);
    assert.deepEqual(
      result.extract?.columns.map((column) => column.type),
      ['BIGINT', 'VARCHAR', 'DOUBLE', 'DATE', 'TIMESTAMP', 'BOOLEAN', 'VARCHAR', 'BIGINT', 'DECIMAL(5,2)'],
    );
  });

  it('reports what is wrong with the SQL', async () => {
    const { state } = await extract('SELECT nothing FROM things');
    assert.ok(state.status === 'failed' && state.class === 'sql');
    assert.match(state.message, /nothing/);
    assert.match(
      (await warehouse.explain('SELECT nothing FROM things', (await warehouse.catalog()).dataVersion)) ?? '',
      /nothing/,
    );
    assert.equal(
      await warehouse.explain('SELECT id FROM things', (await warehouse.catalog()).dataVersion),
      null,
    );
  });

  it('ends a query that takes too long, too much memory or too much space, and goes on', async () => {
    const late = await extract(slow, { seconds: 0.3 });
    assert.ok(late.state.status === 'failed' && late.state.class === 'time', JSON.stringify(late.state));
    const huge = await extract('SELECT range(500000000) AS list');
    assert.ok(huge.state.status === 'failed' && huge.state.class === 'memory', JSON.stringify(huge.state));
    const rows = await extract('SELECT x FROM many', { rows: 49_999 });
    assert.ok(rows.state.status === 'failed' && rows.state.class === 'output', JSON.stringify(rows.state));
    const bytes = await extract('SELECT x FROM many', { rows: 1e6, bytes: 1_000 });
    assert.ok(bytes.state.status === 'failed' && bytes.state.class === 'output', JSON.stringify(bytes.state));
    assert.equal((await extract('SELECT count(*) AS n FROM things')).state.status, 'succeeded');
  });

  it('ends a query of 2.5 billion rows one row after five million', async () => {
    const { state } = await extract('SELECT a.x FROM many AS a CROSS JOIN many AS b', {
      rows: 5_000_000,
      bytes: 1e9,
    });
    assert.deepEqual(state, {
      status: 'failed',
      class: 'output',
      message:
        'The query gives more than 5000000 rows, and no more are allowed: aggregate, filter or take a sample',
    });
  });

  it('gives as many rows as are allowed, in their order', async () => {
    const { extract: all } = await extract('SELECT x FROM many ORDER BY x DESC', { rows: 50_000 });
    assert.equal(all?.rowCount, 50_000);
    assert.deepEqual(all.rows.slice(0, 3).flat(), [49_999, 49_998, 49_997]);
  });

  /** The guard lets none of these pass; the worker is the second lock. */
  for (const sql of [
    'SELECT 1; SELECT 2',
    'DROP TABLE things',
    "COPY things TO '/tmp/kaiseki-stolen.csv'",
    "SET memory_limit = '10GB'",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM '/etc/hostname'",
    "ATTACH ':memory:' AS other",
    'PRAGMA enable_profiling',
    'INSTALL httpfs',
    'CREATE TEMP TABLE t AS SELECT 1',
  ]) {
    it(`refuses by itself: ${sql}`, async () => {
      const { state } = await extract(sql);
      assert.ok(state.status === 'failed' && state.class === 'sql', JSON.stringify(state));
    });
  }

  it('takes changed files as a new version, and keeps the old one for who was planned on it', async () => {
    const old = await warehouse.catalog();
    await writeFile(join(folder, 'new.csv'), 'a\n1\n');
    const now = await warehouse.catalog();
    assert.notEqual(now.dataVersion, old.dataVersion);
    assert.deepEqual(
      now.tables.map((table) => table.name),
      ['many', 'new', 'things'],
    );
    assert.equal(await warehouse.explain('SELECT count(*) FROM things', old.dataVersion), null);
    assert.match((await warehouse.explain('SELECT count(*) FROM new', old.dataVersion)) ?? '', /new/);
    assert.equal(await warehouse.explain('SELECT count(*) FROM new', now.dataVersion), null);
  });
});
