import assert from 'node:assert/strict';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, it } from 'mocha';
import { listObjects } from '../../../../../infra/aws/runtime/store/list-objects.ts';
import { keepStoreTime } from '../../../../../infra/aws/runtime/store/store-time.ts';
import { startHttpModel } from '../../../../fakes/http-model.ts';

const page = (root: string, inside: string): string =>
  `<?xml version="1.0"?><${root}><EncodingType>url</EncodingType>${inside}</${root}>`;
const entry = (kind: string, key: string, rest = ''): string =>
  `<${kind}><Key>${key}</Key><Size>1</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified>${rest}</${kind}>`;

/** A bucket that answers with these pages, one after the other. */
async function bucketOf(...pages: string[]) {
  const server = await startHttpModel((_, number) => ({
    headers: { 'content-type': 'application/xml', date: `Thu, 01 Jan 2026 00:00:0${number} GMT` },
    body: pages[number - 1] ?? '',
  }));
  const client = new S3Client({
    endpoint: server.url,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  keepStoreTime(client);
  return { client, server };
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html: an answer "might contain fewer keys but will
// never contain more" than MaxKeys, and IsTruncated says whether more follow. Encoded keys are as in a URL's query.
describe('a listing of S3', () => {
  it('goes on after a short page, and tells the time of the last one', async () => {
    const { client, server } = await bucketOf(
      page(
        'ListBucketResult',
        `<IsTruncated>true</IsTruncated><NextContinuationToken>t+1</NextContinuationToken>${entry('Contents', 'p/a')}`,
      ),
      page('ListBucketResult', `<IsTruncated>false</IsTruncated>${entry('Contents', 'p/%E6%97%A5+x%2By')}`),
    );
    await using _ = server;
    const { objects, storeTime } = await listObjects(client, 'b', 'p/', { after: 'p/0' });
    assert.deepEqual(
      objects.map(({ key }) => key),
      ['p/a', 'p/日 x+y'],
    );
    assert.equal(storeTime.toISOString(), '2026-01-01T00:00:02.000Z');
    const queries = server.received.map(({ path }) => new URL(path, server.url).searchParams);
    assert.deepEqual(
      queries.map((query) => [query.get('start-after'), query.get('continuation-token')]),
      [
        ['p/0', null],
        [null, 't+1'],
      ],
    );
  });

  it('stops when it has as many as were asked for', async () => {
    const { client, server } = await bucketOf(
      page(
        'ListBucketResult',
        `<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>${entry('Contents', 'p/a')}`,
      ),
    );
    await using _ = server;
    assert.equal((await listObjects(client, 'b', 'p/', { limit: 1 })).objects.length, 1);
    assert.equal(server.received.length, 1);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
  it('names the newest versions, page by page, without old ones and what was deleted', async () => {
    const newest = '<IsLatest>true</IsLatest><VersionId>v2</VersionId>';
    const old = '<IsLatest>false</IsLatest><VersionId>v1</VersionId>';
    const { client, server } = await bucketOf(
      page(
        'ListVersionsResult',
        `<IsTruncated>true</IsTruncated><NextKeyMarker>p/%2B</NextKeyMarker><NextVersionIdMarker>v2</NextVersionIdMarker>${entry('Version', 'p/%2B', newest)}`,
      ),
      page(
        'ListVersionsResult',
        `<IsTruncated>false</IsTruncated>${entry('Version', 'p/%2B', old)}${entry('DeleteMarker', 'p/c', newest)}${entry('Version', 'p/c', old)}${entry('Version', 'p/d', newest)}`,
      ),
    );
    await using _ = server;
    const { objects } = await listObjects(client, 'b', 'p/', { versions: true });
    assert.deepEqual(
      objects.map(({ key, version }) => [key, version]),
      [
        ['p/+', 'v2'],
        ['p/d', 'v2'],
      ],
    );
    const query = new URL(server.received[1]?.path ?? '', server.url).searchParams;
    assert.deepEqual([query.get('key-marker'), query.get('version-id-marker')], ['p/+', 'v2']);
  });
});
