import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { checkKey, type ObjectStore } from '../../../../shared/ports/object-store.ts';
import { attachment } from '../../../system/disposition.ts';
import type { RoleSessions } from '../sessions.ts';

export type UrlSigner = Pick<ObjectStore, 'signGet' | 'signPost'>;

export interface UrlSignerOptions {
  bucket: string;
  sessions: RoleSessions;
  config: S3ClientConfig;
}

/**
 * Signed URLs and forms. Nothing is sent: a client is made per signature (2 ms), because the SDK would renew
 * credentials by its own idea of when they end.
 */
export function createS3UrlSigner({ bucket, sessions, config }: UrlSignerOptions): UrlSigner {
  const clientLasting = async (seconds: number): Promise<S3Client> =>
    // What the answer is checked against is no business of a signature: the URL would ask for checksums.
    new S3Client({
      ...config,
      credentials: await sessions.lasting(seconds),
      responseChecksumValidation: 'WHEN_REQUIRED',
    });

  return {
    async signGet(key, { expiresInSeconds, version, downloadName }) {
      checkKey(key);
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        VersionId: version,
        ResponseContentDisposition: downloadName === undefined ? undefined : attachment(downloadName),
      });
      const expiresIn = Math.ceil(expiresInSeconds);
      return getSignedUrl(await clientLasting(expiresIn), command, { expiresIn });
    },

    async signPost(prefix, { maxBytes, expiresInSeconds }) {
      checkKey(prefix);
      const seconds = Math.ceil(expiresInSeconds);
      const { url, fields } = await createPresignedPost(await clientLasting(seconds), {
        Bucket: bucket,
        // Becomes the condition that the key starts with the prefix; the sender names the key.
        Key: `${prefix}\${filename}`,
        Conditions: [
          ['content-length-range', 0, maxBytes],
          ['starts-with', '$Content-Type', ''],
        ],
        Expires: seconds,
      });
      const { key: _, ...rest } = fields;
      return { url, fields: rest };
    },
  };
}
