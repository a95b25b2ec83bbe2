import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, holdsData, type Context } from '../context.ts';
import { refusePlaintext, policy } from '../policies/document.ts';
import { storeBucket } from '../policies/store.ts';
import { lifecycleRules } from './lifecycle.ts';

export interface Store {
  /** Its name. */
  bucket: pulumi.Output<string>;
  arn: pulumi.Output<string>;
}

export interface GuardedBy {
  signer: pulumi.Input<string>;
  endpoint: pulumi.Input<string>;
}

/** The bucket that holds everything the runs are, or the existing one that was named: that is left as it is. */
export function createStore(context: Context): { store: Store; guard: (by: GuardedBy) => void } {
  const { config, partition } = context;
  if (config.bucket !== undefined) {
    const bucket = pulumi.output(config.bucket);
    return { store: { bucket, arn: pulumi.interpolate`arn:${partition}:s3:::${bucket}` }, guard: () => {} };
  }
  const { within } = group(context, 'Storage');
  const data = holdsData(context);
  const bucket = new aws.s3.Bucket('runs', { forceDestroy: !config.keepData }, { ...within, ...data });
  const versioning = new aws.s3.BucketVersioning(
    'runs',
    { bucket: bucket.bucket, versioningConfiguration: { status: 'Enabled' } },
    within,
  );
  close(context, 'runs', bucket, within);
  new aws.s3.BucketLifecycleConfiguration(
    'runs',
    {
      bucket: bucket.bucket,
      rules: lifecycleRules(config.keepRunsDays ?? null),
    },
    { ...within, dependsOn: versioning },
  );
  new aws.s3.BucketNotification('runs', { bucket: bucket.bucket, eventbridge: true }, within);
  return {
    store: { bucket: bucket.bucket, arn: bucket.arn },
    guard({ signer, endpoint }) {
      new aws.s3.BucketPolicy(
        'runs',
        {
          bucket: bucket.bucket,
          policy: pulumi.jsonStringify(
            pulumi.all([bucket.arn, signer, endpoint]).apply((parts) => storeBucket(...parts)),
          ),
        },
        within,
      );
    },
  };
}

/** Sources of images and what a pipeline hands from step to step: nothing that could not be made again. */
export function createArtifacts(context: Context): Store {
  const { within } = group(context, 'Artifacts');
  const bucket = new aws.s3.Bucket('artifacts', { forceDestroy: true }, within);
  close(context, 'artifacts', bucket, within);
  new aws.s3.BucketLifecycleConfiguration(
    'artifacts',
    {
      bucket: bucket.bucket,
      rules: [
        {
          id: 'pipeline',
          status: 'Enabled',
          filter: { prefix: 'pipeline' },
          expiration: { days: 30 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
    within,
  );
  new aws.s3.BucketPolicy(
    'artifacts',
    {
      bucket: bucket.bucket,
      policy: pulumi.jsonStringify(
        bucket.arn.apply((arn) => policy(refusePlaintext([arn, `${arn}/*`], 's3:*'))),
      ),
    },
    within,
  );
  return { bucket: bucket.bucket, arn: bucket.arn };
}

/** Encrypted, owned by this account alone, and never public whatever a policy says. */
function close(
  { config }: Context,
  name: string,
  { bucket }: aws.s3.Bucket,
  within: pulumi.CustomResourceOptions,
): void {
  const { kmsKey } = config;
  new aws.s3.BucketServerSideEncryptionConfiguration(
    name,
    {
      bucket,
      rules: [
        kmsKey === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: kmsKey },
              bucketKeyEnabled: true,
            },
      ],
    },
    within,
  );
  new aws.s3.BucketPublicAccessBlock(
    name,
    {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    within,
  );
  new aws.s3.BucketOwnershipControls(
    name,
    { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } },
    within,
  );
}
