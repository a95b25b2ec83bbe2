import { CopyObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { RetryableError } from '../../../../shared/errors.ts';
import { told } from '../errors.ts';

/**
 * Copies an object of at most 5 GB inside of S3, which computes the SHA-256 of the whole on the way: gigabytes never pass
 * through a function. "A copy by one CopyObject has a checksum of the full object" ("Checking object integrity", User Guide).
 */
export const createCopyObject =
  ({ client, bucket }: { client: S3Client; bucket: string }) =>
  (from: string, to: string): Promise<{ bytes: number; sha256: string }> =>
    told(`S3 CopyObject of ${from} to ${to}`, async () => {
      const copied = await client.send(
        new CopyObjectCommand({
          Bucket: bucket,
          Key: to,
          CopySource: `${bucket}/${encodeURIComponent(from)}`,
          ChecksumAlgorithm: 'SHA256',
        }),
      );
      const checksum = copied.CopyObjectResult?.ChecksumSHA256;
      if (checksum === undefined) throw new RetryableError(`S3 copied ${from} without saying its SHA-256`);
      const head = await client.send(
        new HeadObjectCommand({ Bucket: bucket, Key: to, VersionId: copied.VersionId }),
      );
      return {
        bytes: head.ContentLength ?? 0,
        sha256: Buffer.from(checksum, 'base64').toString('hex'),
      };
    });
