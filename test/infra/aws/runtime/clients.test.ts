import assert from 'node:assert/strict';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, it } from 'mocha';
import { s3Config } from '../../../../infra/aws/runtime/clients.ts';
import { createS3UrlSigner } from '../../../../infra/aws/runtime/store/sign-urls.ts';

const region = { region: 'eu-central-1' };
const sessions = {
  lasting: async () => ({
    accessKeyId: 'a',
    secretAccessKey: 'b',
    sessionToken: 'c',
    expiration: new Date(8e15),
  }),
};
const signerIn = (environment: NodeJS.ProcessEnv) =>
  createS3UrlSigner({ bucket: 'runs', sessions, config: { ...s3Config(environment), ...region } });

describe('clients of the Lambdas', () => {
  it("address a bucket by its region's host on AWS", async () => {
    const signer = signerIn({});
    const host = 'https://runs.s3.eu-central-1.amazonaws.com/';
    assert.ok((await signer.signGet('k', { expiresInSeconds: 60 })).startsWith(`${host}k?`));
    assert.equal((await signer.signPost('p/', { maxBytes: 1, expiresInSeconds: 60 })).url, host);
  });

  it('address a bucket by its path wherever an endpoint is set', () => {
    assert.equal(s3Config({}).forcePathStyle, false);
    assert.equal(s3Config({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }).forcePathStyle, true);
    assert.equal(s3Config({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' }).forcePathStyle, true);
  });

  it('try three times', async () => {
    const client = new S3Client({ ...s3Config({}), ...region });
    assert.equal(await client.config.maxAttempts(), 3);
  });
});
