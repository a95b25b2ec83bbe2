import { allow, refusePlaintext, type PolicyDocument, type Statement, policy } from './document.ts';

/** What a function does with the keys of the store, by prefix. Reading what is not there needs the listing: else S3 says 403. */
export interface StoreUse {
  /** Prefixes that are read and listed. */
  reads: readonly string[];
  writes?: readonly string[];
  deletes?: readonly string[];
  /** Reads objects by the version that a result pinned. */
  pins?: boolean;
  /** Lists with versions. */
  listsVersions?: boolean;
}

const below = (bucket: string, prefixes: readonly string[]): string[] =>
  prefixes.map((prefix) => `${bucket}/${prefix}*`);

export function useStore(bucket: string, use: StoreUse): Statement[] {
  const { reads, writes = [], deletes = [], pins = false, listsVersions = false } = use;
  const prefixes = reads.map((prefix) => `${prefix}*`);
  return [
    allow(['s3:GetObject', ...(pins ? ['s3:GetObjectVersion'] : [])], below(bucket, reads)),
    allow(['s3:ListBucket', ...(listsVersions ? ['s3:ListBucketVersions'] : [])], [bucket], {
      StringLike: { 's3:prefix': prefixes },
    }),
    ...(writes.length > 0 ? [allow(['s3:PutObject'], below(bucket, writes))] : []),
    ...(deletes.length > 0 ? [allow(['s3:DeleteObject'], below(bucket, deletes))] : []),
  ];
}

/** With a customer managed key, whoever reads needs it, and whoever writes too. */
export const useKey = (key: string | undefined): Statement[] =>
  key === undefined ? [] : [allow(['kms:Decrypt', 'kms:GenerateDataKey'], [key])];

/**
 * Of the role whose session signs what a container gets: its mailbox, program, datasets and the parent's files to read, its
 * launch's prefix to write. A URL can do less than its signer; a signer can do no more than all its URLs.
 */
export const slotSigner = (bucket: string, key?: string): PolicyDocument =>
  policy(
    allow(['s3:GetObject', 's3:GetObjectVersion'], [`${bucket}/slots/*`, `${bucket}/runs/*`]),
    allow(['s3:PutObject'], [`${bucket}/runs/*/attempts/*`]),
    ...useKey(key),
  );

/** Of the role that signs what people download: files that a run published. */
export const downloadSigner = (bucket: string, key?: string): PolicyDocument =>
  policy(
    allow(
      ['s3:GetObject', 's3:GetObjectVersion'],
      [`${bucket}/runs/*/attempts/*`, `${bucket}/runs/*/report/*`, `${bucket}/runs/*/datasets/*`],
    ),
    ...(key === undefined ? [] : [allow(['kms:Decrypt'], [key])]),
  );

/** Bucket policy: nothing in the clear, and what the slots' signer signed is worth nothing outside the network of the slots. */
export const storeBucket = (bucket: string, signer: string, endpoint: string): PolicyDocument =>
  policy(refusePlaintext([bucket, `${bucket}/*`], 's3:*'), refuseSignerOutside(bucket, signer, endpoint));

export const refuseSignerOutside = (bucket: string, signer: string, endpoint: string): Statement => ({
  Sid: 'RefuseSignerOutside',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [bucket, `${bucket}/*`],
  Condition: {
    ArnEquals: { 'aws:PrincipalArn': signer },
    StringNotEquals: { 'aws:SourceVpce': endpoint },
  },
});
