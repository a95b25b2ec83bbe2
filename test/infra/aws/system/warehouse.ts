import { fileURLToPath } from 'node:url';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { redshiftCatalog, toDuckDbCatalog } from '../../../fakes/aws/redshift-catalog.ts';
import { startRedshiftData } from '../../../fakes/aws/redshift-data.ts';

const input = fileURLToPath(new URL('../../../../input/', import.meta.url));

/** The sample tables, as `npm run load` would have put them there. */
const tables = ['interactions', 'users']
  .map((name) => `CREATE TABLE ${name} AS SELECT * FROM read_csv('${input}${name}.csv');`)
  .join('\n');

export const startWarehouse = (
  s3: S3Client,
  roleOf: (caller: string) => string,
  onEnd: (statement: { statementName: string; statementId: string; state: string }) => void,
) =>
  startRedshiftData({
    workgroup: 'kaiseki',
    database: 'dev',
    setUp: redshiftCatalog + tables,
    translate: toDuckDbCatalog,
    roleOf,
    onEnd,
    unload: {
      role: 'arn:aws:iam::123456789012:role/unload',
      async write(url, Body) {
        const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
        await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      },
    },
  });
