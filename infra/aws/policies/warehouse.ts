import { allow, policy, type PolicyDocument } from './document.ts';
import { useKey } from './store.ts';

/** The warehouse that is asked: a serverless workgroup or a provisioned cluster. */
export type WarehouseArn = { workgroup: string } | { cluster: string; databaseName: string };

/**
 * Of the one role that asks the warehouse for every function: statements belong to the role that started them, and one
 * function has to stop what another began. In the database it is a user of its own that may only read.
 */
export const queryRole = (warehouse: WarehouseArn, secret: string | null): PolicyDocument =>
  policy(
    allow(
      // What `statements.ts` starts is a batch, which is an action of its own.
      ['redshift-data:BatchExecuteStatement'],
      ['workgroup' in warehouse ? warehouse.workgroup : warehouse.cluster],
    ),
    {
      Sid: 'OwnStatements',
      ...allow(
        [
          'redshift-data:DescribeStatement',
          'redshift-data:GetStatementResult',
          'redshift-data:CancelStatement',
          'redshift-data:ListStatements',
        ],
        ['*'],
      ),
    },
    ...(secret === null
      ? [
          'workgroup' in warehouse
            ? allow(['redshift-serverless:GetCredentials'], [warehouse.workgroup])
            : allow(['redshift:GetClusterCredentialsWithIAM'], [warehouse.databaseName]),
        ]
      : [allow(['secretsmanager:GetSecretValue'], [secret])]),
  );

/** Of the warehouse's own role for UNLOAD: it writes datasets of runs, and nothing else. */
export const unloadRole = (bucket: string, key?: string): PolicyDocument =>
  policy(
    allow(['s3:PutObject', 's3:GetObject'], [`${bucket}/runs/*/datasets/*`]),
    allow(['s3:ListBucket'], [bucket], { StringLike: { 's3:prefix': 'runs/*' } }),
    allow(['s3:GetBucketLocation'], [bucket]),
    ...useKey(key),
  );

/** Of the warehouse's own role for COPY: it reads what the loader put there. */
export const loadRole = (bucket: string, key?: string): PolicyDocument =>
  policy(
    allow(['s3:GetObject'], [`${bucket}/load/*`]),
    allow(['s3:ListBucket'], [bucket], { StringLike: { 's3:prefix': 'load/*' } }),
    allow(['s3:GetBucketLocation'], [bucket]),
    ...(key === undefined ? [] : [allow(['kms:Decrypt'], [key])]),
  );
