import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { loadInput } from '../../../../infra/aws/load/load-input.ts';
import type { LoadTarget } from '../../../../infra/aws/load/target.ts';
import { createLoadWarehouse } from '../../../../infra/aws/load/warehouse.ts';
import { createRunSql } from '../../../../infra/aws/runtime/warehouse/run-sql.ts';
import { createStatements } from '../../../../infra/aws/runtime/warehouse/statements.ts';
import { systemClock } from '../../../../infra/system/clock.ts';
import type { ObjectStore } from '../../../../shared/ports/object-store.ts';
import { redshiftCatalog, toDuckDbCatalog } from '../../../fakes/aws/redshift-catalog.ts';
import { startRedshiftData } from '../../../fakes/aws/redshift-data.ts';

export const target: LoadTarget = {
  region: 'us-east-1',
  bucket: 'kaiseki-test',
  workgroup: 'kaiseki',
  cluster: null,
  database: 'dev',
  schema: 'public',
  secret: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:admin',
  role: 'arn:aws:iam::123456789012:role/load',
  reader: 'IAMR:kaiseki-query',
};

/** SVV_TABLES, as far as it is asked: https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_TABLES.html */
const setUp = `CREATE SCHEMA public;
  CREATE VIEW svv_tables AS SELECT table_schema, table_name, table_type FROM information_schema.tables;
  ${redshiftCatalog}`;

/** The fake of Redshift, which reads what it loads from the store. */
export async function startLoading(store: ObjectStore) {
  const folder = await mkdtemp(join(tmpdir(), 'kaiseki-load-test-'));
  const service = await startRedshiftData({
    workgroup: 'kaiseki',
    database: 'dev',
    setUp,
    translate: toDuckDbCatalog,
    copy: {
      role: target.role,
      users: ['IAMR:kaiseki-query'],
      async read(url) {
        const key = url.slice(`s3://${target.bucket}/`.length);
        const found = key.startsWith('load/') ? await store.get(key) : null;
        if (found === null) throw new Error(`S3ServiceException: Access Denied,Status 403,Key ${key}`);
        return found.body;
      },
    },
  });
  const client = new RedshiftDataClient({
    endpoint: service.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'loader', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  const statements = createStatements(client, { ...target, schemas: [target.schema] }, systemClock);
  const input = join(folder, 'input');
  await mkdir(input);
  let loads = 0;
  return {
    service,
    select: createRunSql(statements, 30),
    async write(file: string, text: string | Uint8Array) {
      await mkdir(dirname(join(input, file)), { recursive: true });
      await writeFile(join(input, file), text);
    },
    async drop(table: string) {
      const request = { sql: `DROP TABLE ${table}`, seconds: 30, waitSeconds: 5 };
      await statements.finish(await statements.start(request), 30);
    },
    remove: (file: string) => rm(join(input, file)),
    input,
    /** @param endsAt a line after which the process is ended */
    async load(change: Partial<LoadTarget> & { force?: boolean } = {}, endsAt: string | null = null) {
      const lines: string[] = [];
      const scratch = join(folder, `scratch ${++loads}`);
      await mkdir(scratch);
      const { force = false, ...other } = change;
      const to = { ...target, ...other };
      const broken = await loadInput({
        input,
        target: to,
        store,
        warehouse: createLoadWarehouse(statements, to),
        scratch,
        force,
        say(line) {
          lines.push(line);
          if (line === endsAt) throw new Error('interrupted');
        },
      });
      return { broken, lines };
    },
    /** SQL of the batches that were sent since the last call. */
    sent: () =>
      service.calls
        .splice(0)
        .flatMap(({ action, input: { Sqls } }) =>
          action === 'BatchExecuteStatement' ? (Sqls as string[]) : [],
        ),
    async close() {
      await service[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type Loading = Awaited<ReturnType<typeof startLoading>>;
