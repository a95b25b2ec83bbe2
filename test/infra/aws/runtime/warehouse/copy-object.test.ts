import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { after, before, describe, it } from 'mocha';
import { createCopyObject } from '../../../../../infra/aws/runtime/warehouse/copy-object.ts';
import { isPermanent } from '../../../../../shared/errors.ts';

const digest = createHash('sha256').update('rows');
const sha256 = digest.copy().digest('hex');
const checksum = `<ChecksumSHA256>${digest.digest('base64')}</ChecksumSHA256>`;

describe('a copy inside of S3', () => {
  let client: S3Client;
  let answer = '';
  let asked: IncomingHttpHeaders = {};
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html: an error may come inside a 200.
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === 'HEAD') return response.setHeader('content-length', '4').end();
    asked = request.headers;
    response.setHeader('x-amz-version-id', 'v1').end(answer);
  });
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new S3Client({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      forcePathStyle: true,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
  });
  after(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const copy = () =>
    createCopyObject({ client, bucket: 'b' })('runs/r 1/unload/000.parquet', 'runs/r/data.parquet');

  it('says the bytes and the SHA-256 that S3 computed', async () => {
    answer = `<CopyObjectResult>${checksum}</CopyObjectResult>`;
    assert.deepEqual(await copy(), { bytes: 4, sha256 });
    assert.equal(asked['x-amz-checksum-algorithm'], 'SHA256');
    assert.equal(decodeURIComponent(String(asked['x-amz-copy-source'])), 'b/runs/r 1/unload/000.parquet');
  });

  it('is no copy when its 200 holds an error', async () => {
    answer = '<Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>';
    await assert.rejects(copy(), (error) => !isPermanent(error) && /SlowDown/.test(String(error)));
  });

  it('is none to trust without a checksum', async () => {
    answer = '<CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>';
    await assert.rejects(copy(), /without saying its SHA-256/);
  });
});
