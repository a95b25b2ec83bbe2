import {
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Listing, ListOptions } from '../../../../shared/ports/object-store.ts';
import { storeTimeOf } from './store-time.ts';

const pageLimit = 1_000;

interface Page {
  objects: Listing['objects'];
  storeTime: Date;
  /** How the next page is asked for; null after the last one. */
  next: Cursor | null;
}

interface Cursor {
  token?: string | undefined;
  key?: string | undefined;
  version?: string | undefined;
}

type ReadPage = (
  client: S3Client,
  bucket: string,
  prefix: string,
  limit: number,
  from: Cursor,
) => Promise<Page>;

/**
 * Objects in key order. ListObjectsV2 sees what there is now and knows no versions; ListObjectVersions, one to one the
 * same price, reads through everything that was ever written and deleted below the prefix. So versions are listed only
 * where results are pinned, below one launch's prefix, and the prefixes of all runs' markers are read the first way.
 * Asking for the version of each object by HeadObject would be 200 requests instead of one.
 */
export async function listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
  { after, limit = pageLimit, versions = false }: ListOptions = {},
): Promise<Listing> {
  const most = Math.min(limit, pageLimit);
  const read = versions ? readVersions : readKeys;
  const objects: Listing['objects'] = [];
  // A page may be short though more follows, and callers take a short listing for the last one.
  for (let from: Cursor = { key: after }; ;) {
    const page = await read(client, bucket, prefix, most, from);
    objects.push(...page.objects);
    if (objects.length >= most || page.next === null)
      return { objects: objects.slice(0, most), storeTime: page.storeTime };
    from = page.next;
  }
}

const readKeys: ReadPage = async (client, bucket, prefix, limit, from) => {
  const page = await client.send(
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      MaxKeys: limit,
      EncodingType: 'url',
      ...(from.token === undefined ? { StartAfter: from.key } : { ContinuationToken: from.token }),
    }),
  );
  return {
    objects: (page.Contents ?? []).map((one) => summary(one, null, page.EncodingType)),
    storeTime: storeTimeOf(page),
    next: page.IsTruncated === true ? { token: page.NextContinuationToken } : null,
  };
};

const readVersions: ReadPage = async (client, bucket, prefix, _limit, from) => {
  const page = await client.send(
    new ListObjectVersionsCommand({
      Bucket: bucket,
      Prefix: prefix,
      EncodingType: 'url',
      KeyMarker: from.key,
      VersionIdMarker: from.version,
    }),
  );
  const newest = (page.Versions ?? []).filter((one) => one.IsLatest === true);
  return {
    objects: newest.map((one) => summary(one, one.VersionId ?? null, page.EncodingType)),
    storeTime: storeTimeOf(page),
    next:
      page.IsTruncated === true
        ? { key: decode(page.NextKeyMarker, page.EncodingType), version: page.NextVersionIdMarker }
        : null,
  };
};

const summary = (
  { Key, Size = 0, LastModified = new Date(0) }: Pick<ObjectVersion, 'Key' | 'Size' | 'LastModified'>,
  version: string | null,
  encoding: string | undefined,
): Listing['objects'][number] => ({
  key: decode(Key, encoding),
  version,
  bytes: Size,
  lastModified: LastModified,
});

/** Keys come as in a URL's query, if the answer says so: XML cannot hold every character that a key can. */
const decode = (text = '', encoding?: string): string =>
  encoding === 'url' ? decodeURIComponent(text.replaceAll('+', ' ')) : text;
