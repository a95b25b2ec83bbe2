import { randomUUID } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3ServiceException,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PermanentError } from '../../../../shared/errors.ts';
import {
  checkKey,
  type ObjectStore,
  type PutOptions,
  type PutResult,
} from '../../../../shared/ports/object-store.ts';
import { told } from '../errors.ts';
import { listObjects } from './list-objects.ts';
import type { UrlSigner } from './sign-urls.ts';
import { keepStoreTime, storeTimeOf, storeTimeOfError } from './store-time.ts';

export interface S3StoreOptions {
  client: S3Client;
  /** Versioned: versions are what results pin. */
  bucket: string;
  signer: UrlSigner;
}

/**
 * The port's own words are S3's, so most calls are one request. What needs more is a conditional write whose answer was
 * lost: it is sent again, and the second one is refused because of the first. Each write carries a nonce in its metadata,
 * and a refused writer looks whose nonce stands there:
 *
 *   put, nonce n ── written ── answer lost ── put again ── 412 ── head: n  ── written, that version
 *   put, nonce n ──────────────────────────────────────── 412 ── head: m  ── not written
 *   put, nonce n ── 409, another writer is at it ──────────────── head: m or nothing ── not written
 *
 * A deletion sets a delete marker, and what was under the key goes with the bucket's rule for old versions: removing every
 * version would cost a listing each time, and open markers are deleted once a run.
 */
export function createS3Store({ client, bucket, signer }: S3StoreOptions): ObjectStore {
  keepStoreTime(client);

  return {
    get: (key, version) =>
      told(`S3 GetObject of ${key}`, async () => {
        try {
          const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version });
          const found = await client.send(command);
          const body = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
          return {
            key,
            version: versionOf(found, bucket),
            body,
            bytes: body.length,
            contentType: found.ContentType ?? 'application/octet-stream',
            lastModified: found.LastModified ?? storeTimeOf(found),
            storeTime: storeTimeOf(found),
          };
        } catch (error) {
          if (isMissing(error, version)) return null;
          throw error;
        }
      }),

    async put(key, body, options = {}) {
      checkKey(key);
      return told(`S3 PutObject of ${key}`, () => write(client, bucket, key, body, options));
    },

    list: (prefix, options) =>
      told(`S3 listing of ${prefix}`, () => listObjects(client, bucket, prefix, options)),

    async delete(key) {
      const command = new DeleteObjectCommand({ Bucket: bucket, Key: key });
      await told(`S3 DeleteObject of ${key}`, () => client.send(command));
    },

    signGet: signer.signGet,
    signPost: signer.signPost,
  };
}

async function write(
  client: S3Client,
  bucket: string,
  key: string,
  body: Uint8Array | string,
  { ifNoneMatch, contentType = 'application/octet-stream' }: PutOptions,
): Promise<PutResult> {
  const nonce = randomUUID();
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  try {
    const put = await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: bytes,
        ContentLength: bytes.length,
        ContentType: contentType,
        IfNoneMatch: ifNoneMatch,
        Metadata: { nonce },
      }),
    );
    return { written: true, version: versionOf(put, bucket), storeTime: storeTimeOf(put) };
  } catch (error) {
    if (!isRefusedCondition(error)) throw error;
    return (
      (await writtenBefore(client, bucket, key, nonce)) ?? {
        written: false,
        storeTime: storeTimeOfError(error),
      }
    );
  }
}

/** The write with this nonce, when it is the one that stands under the key. */
async function writtenBefore(
  client: S3Client,
  bucket: string,
  key: string,
  nonce: string,
): Promise<PutResult | null> {
  try {
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    if (head.Metadata?.['nonce'] !== nonce) return null;
    return { written: true, version: versionOf(head, bucket), storeTime: storeTimeOf(head) };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function versionOf({ VersionId }: { VersionId?: string | undefined }, bucket: string): string {
  if (VersionId !== undefined && VersionId !== 'null') return VersionId;
  throw new PermanentError(
    `The bucket ${bucket} keeps no versions, so nothing can be pinned. Turn versioning on; the Pulumi program does for a bucket that it makes.`,
  );
}

/** 412: the key exists. 409 ConditionalRequestConflict: another write of the key is under way. */
const isRefusedCondition = (error: unknown): boolean =>
  error instanceof S3ServiceException &&
  (error.$metadata.httpStatusCode === 412 || error.name === 'ConditionalRequestConflict');

/**
 * 404 whatever is missing but the bucket. A version that S3 never gave out is a 400, and one that is a delete marker a 405.
 * Without s3:ListBucket S3 says 403 for what is missing: that is a PermanentError, the role lacks a permission.
 */
function isMissing(error: unknown, version?: string): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  const { httpStatusCode: status } = error.$metadata;
  if (status === 404) return error.name !== 'NoSuchBucket';
  return version !== undefined && (error.name === 'InvalidArgument' || status === 405);
}
