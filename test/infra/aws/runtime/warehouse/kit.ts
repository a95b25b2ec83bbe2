import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { createRedshiftWarehouse } from '../../../../../infra/aws/runtime/warehouse/redshift-warehouse.ts';
import { systemClock } from '../../../../../infra/system/clock.ts';
import type { Catalog } from '../../../../../shared/plan/catalog.ts';
import { sha256 } from '../../../../../shared/run/keys.ts';
import { startRedshiftData } from '../../../../fakes/aws/redshift-data.ts';
import { createMemoryStore } from '../../../../fakes/memory-store.ts';
import { columnOf } from './columns.ts';

const bucket = 'runs';
const role = 'arn:aws:iam::123456789012:role/unload';

const setUp = `
  CREATE TABLE things AS SELECT * FROM (VALUES (1::BIGINT, 'a', 1.50::DECIMAL(10,2), TIMESTAMP '2025-01-02 03:04:05'),
    (2, '日本', -0.05, NULL), (3, NULL, NULL, NULL)) AS t(id, name, price, seen);
  CREATE TABLE many AS SELECT range::INTEGER AS x, 9007199254740993::BIGINT AS big FROM range(25_000);
`;

export const catalog: Catalog = {
  dialect: 'redshift',
  dataVersion: 'load 1',
  problems: [],
  tables: [
    {
      name: 'things',
      comment: null,
      rowCount: 3,
      columns: [
        columnOf('id', 'bigint', 'number'),
        columnOf('name', 'varchar', 'text'),
        columnOf('price', 'numeric(10,2)', 'number'),
        columnOf('seen', 'timestamp', 'time'),
      ],
    },
    {
      name: 'many',
      comment: null,
      rowCount: 25_000,
      columns: [columnOf('x', 'integer', 'number'), columnOf('big', 'bigint', 'number')],
    },
  ],
};

/** The adapter over the fake of the Data API, which has a real DuckDB behind it, and a store in memory for S3. */
export async function startWarehouse() {
  const store = createMemoryStore();
  const ended = new Map<string, () => void>();
  const over = new Set<string>();
  const service = await startRedshiftData({
    workgroup: 'kaiseki',
    database: 'dev',
    waitedSecond: 0.02,
    setUp,
    unload: {
      role,
      write: async (url, body) => void (await store.put(url.slice(`s3://${bucket}/`.length), body)),
    },
    onEnd: ({ statementName }) => {
      const [, runId = ''] = statementName.split('/');
      over.add(runId);
      ended.get(runId)?.();
    },
  });
  const make = (accessKeyId = 'warehouse', unloadRole = role) =>
    createRedshiftWarehouse({
      client: new RedshiftDataClient({
        endpoint: service.url,
        region: 'us-east-1',
        credentials: { accessKeyId, secretAccessKey: 'x' },
        maxAttempts: 1,
      }),
      target: { workgroup: 'kaiseki', cluster: null, database: 'dev', secret: null, schemas: ['public'] },
      unload: { bucket, role: unloadRole },
      store,
      async copy(from, to) {
        const body = (await store.get(from))?.body ?? new Uint8Array();
        await store.put(to, body);
        return { bytes: body.length, sha256: sha256(body) };
      },
      clock: systemClock,
      readCatalog: async () => catalog,
      catalogMaxAgeSeconds: 900,
    });
  return {
    service,
    store,
    make,
    warehouse: make(),
    endOf: (runId: string) =>
      new Promise<void>((resolve) => (over.has(runId) ? resolve() : ended.set(runId, resolve))),
  };
}
