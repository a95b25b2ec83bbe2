import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PolicyDocument } from '../../../../infra/aws/policies/document.ts';
import type { Capture } from '../../../fakes/pulumi/captured.ts';
import { deploymentNames, deploymentOf, find, key, ofType } from './deployments.ts';

/** Types that hold data at rest and are encrypted only when asked to; secrets, logs and Redshift always are. */
const encryption: Record<string, (inputs: Record<string, unknown>) => boolean> = {
  'aws:ecr/repository:Repository': (inputs) => Array.isArray(inputs['encryptionConfigurations']),
  'aws:sqs/queue:Queue': (inputs) => inputs['sqsManagedSseEnabled'] === true,
};

function storageFlaws(capture: Capture): string[] {
  const beside = (type: string, bucket: unknown) =>
    ofType(capture, type).find(({ inputs }) => inputs['bucket'] === bucket)?.inputs;
  const buckets = ofType(capture, 'aws:s3/bucket:Bucket').flatMap(({ name, outputs }) => {
    const access = beside('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock', outputs['bucket']) ?? {};
    const isClosed = [
      'blockPublicAcls',
      'blockPublicPolicy',
      'ignorePublicAcls',
      'restrictPublicBuckets',
    ].every((one) => access[one] === true);
    const encrypted = beside(
      'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
      outputs['bucket'],
    );
    return [
      ...(isClosed ? [] : [`the bucket ${name} may become public`]),
      ...(encrypted === undefined ? [`the bucket ${name} is not encrypted`] : []),
      ...(beside('aws:s3/bucketPolicy:BucketPolicy', outputs['bucket']) === undefined
        ? [`the bucket ${name} answers in the clear`]
        : []),
    ];
  });
  const others = Object.entries(encryption).flatMap(([type, isEncrypted]) =>
    ofType(capture, type)
      .filter(({ inputs }) => !isEncrypted(inputs))
      .map(({ name }) => `${type} ${name} is not encrypted`),
  );
  return [...buckets, ...others];
}

describe('storage on AWS', function () {
  this.timeout(120_000);

  for (const name of deploymentNames)
    it(`is encrypted and never public (${name})`, async () => {
      assert.deepEqual(storageFlaws(await deploymentOf(name)), []);
    });

  it('is seen to be public or in the clear (negative controls)', async () => {
    const capture = await deploymentOf('plain');
    find(capture, 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock', 'runs').inputs[
      'blockPublicPolicy'
    ] = false;
    find(
      capture,
      'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
      'runs',
    ).inputs['bucket'] = 'another';
    find(capture, 'aws:s3/bucketPolicy:BucketPolicy', 'artifacts').inputs['bucket'] = 'another';
    delete find(capture, 'aws:ecr/repository:Repository', 'executor').inputs['encryptionConfigurations'];
    assert.deepEqual(storageFlaws(capture), [
      'the bucket artifacts answers in the clear',
      'the bucket runs may become public',
      'the bucket runs is not encrypted',
      'aws:ecr/repository:Repository executor is not encrypted',
    ]);
  });

  it('keeps versions and tells EventBridge of every object', async () => {
    const capture = await deploymentOf('plain');
    const bucket = find(capture, 'aws:s3/bucket:Bucket', 'runs').outputs['bucket'];
    assert.deepEqual(find(capture, 'aws:s3/bucketVersioning:BucketVersioning', 'runs').inputs, {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    assert.deepEqual(find(capture, 'aws:s3/bucketNotification:BucketNotification', 'runs').inputs, {
      bucket,
      eventbridge: true,
    });
  });

  it("refuses the slots' signer from outside the slots' network", async () => {
    const capture = await deploymentOf('plain');
    const { inputs } = find(capture, 'aws:s3/bucketPolicy:BucketPolicy', 'runs');
    const { Statement } = JSON.parse(String(inputs['policy'])) as PolicyDocument;
    const arn = String(find(capture, 'aws:s3/bucket:Bucket', 'runs').outputs['arn']);
    assert.deepEqual(
      Statement.find(({ Sid }) => Sid === 'RefuseSignerOutside'),
      {
        Sid: 'RefuseSignerOutside',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': find(capture, 'aws:iam/role:Role', 'slot-signer').outputs['arn'] },
          StringNotEquals: {
            'aws:SourceVpce': find(capture, 'aws:ec2/vpcEndpoint:VpcEndpoint', 's3').outputs['id'],
          },
        },
      },
    );
  });

  it('makes and changes no bucket where one is given, and says what its owner has to add', async () => {
    const capture = await deploymentOf('existing');
    assert.deepEqual(
      ofType(capture, 'aws:s3/bucket:Bucket').map(({ name }) => name),
      ['artifacts'],
    );
    assert.deepEqual(
      ofType(capture, 'aws:s3/bucketPolicy:BucketPolicy').map(({ name }) => name),
      ['artifacts'],
    );
    const [step] = capture.outputs['byHand'] as string[];
    assert.match(
      String(step),
      /^Add to the policy of the bucket their-bucket: \{"Sid":"RefuseSignerOutside"/,
    );
  });

  it('uses the given key for whatever takes one', async () => {
    const capture = await deploymentOf('open');
    const { inputs } = find(
      capture,
      'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
      'runs',
    );
    assert.deepEqual(inputs['rules'], [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key },
        bucketKeyEnabled: true,
      },
    ]);
    for (const secret of ofType(capture, 'aws:secretsmanager/secret:Secret'))
      assert.equal(secret.inputs['kmsKeyId'], key);
    for (const group of ofType(capture, 'aws:cloudwatch/logGroup:LogGroup'))
      assert.equal(group.inputs['kmsKeyId'], key, group.name);
  });

  it('protects what holds data, and still empties it when the protection is taken away', async () => {
    const held = ['aws:s3/bucket:Bucket runs', 'aws:secretsmanager/secret:Secret webhook',
      'aws:redshiftserverless/namespace:Namespace warehouse', 'aws:redshiftserverless/workgroup:Workgroup warehouse']; // prettier-ignore
    const guarded = await deploymentOf('plain');
    assert.deepEqual(
      guarded.resources
        .filter((one) => one.protect)
        .map(({ type, name }) => `${type} ${name}`)
        .toSorted(),
      held.toSorted(),
    );
    assert.equal(find(guarded, 'aws:s3/bucket:Bucket', 'runs').inputs['forceDestroy'], true);
    const unguarded = await deploymentOf('open');
    assert.deepEqual(
      unguarded.resources.filter((one) => one.protect),
      [],
    );
  });

  it('keeps secrets secret, and the one that signs webhooks as it was first made', async () => {
    const capture = await deploymentOf('open');
    const [webhook, model] = ['webhook', 'model-key'].map((name) =>
      find(capture, 'aws:secretsmanager/secretVersion:SecretVersion', name),
    );
    assert.deepEqual(webhook?.secrets, ['secretString']);
    assert.match(String(webhook?.inputs['secretString']), /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual(webhook?.ignoreChanges, ['secretString']);
    assert.equal(model?.inputs['secretString'], 'sk-secret');
    assert.deepEqual(model?.secrets, ['secretString']);
    const shown = JSON.stringify([
      capture.outputs,
      ofType(capture, 'aws:lambda/function:Function').map(({ inputs }) => inputs['environment']),
    ]);
    assert.doesNotMatch(shown, /sk-secret|whsec_/);
  });
});
