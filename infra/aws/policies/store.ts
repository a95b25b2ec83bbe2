import { allow, refusePlaintext, type PolicyDocument, type Statement, policy } from './document.ts';

/**
 * What a function does with the keys of the store, by prefix. Reading what is not there needs the listing: else S3 says 403.
 * Nobody documents which `s3:prefix` S3 takes for that question, or whether it has one, so a listing is bounded if it names
 * a prefix: without one a function could see keys, which hold ids and hashes.
 */
export interface StoreUse {
  /** Prefixes whose objects are read. */
  reads: readonly string[];
  /** Prefixes that are listed and not read. */
  lists?: readonly string[];
  writes?: readonly string[];
  deletes?: readonly string[];
  /** Prefixes whose objects are read by the version that a result pinned. */
  pins?: readonly string[];
  /** Prefixes that are listed with versions. */
  listsVersions?: readonly string[];
}

const below = (bucket: string, prefixes: readonly string[]): string[] =>
  prefixes.map((prefix) => `${bucket}/${prefix}*`);

const allowBelow = (action: string, bucket: string, prefixes: readonly string[]): Statement[] =>
  prefixes.length === 0 ? [] : [allow([action], below(bucket, prefixes))];

const allowListing = (bucket: string, prefixes: readonly string[]): Statement =>
  allow(['s3:ListBucket'], [bucket], {
    StringLikeIfExists: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) },
  });

export function useStore(bucket: string, use: StoreUse): Statement[] {
  const { reads, lists = [], writes = [], deletes = [], pins = [], listsVersions = [] } = use;
  return [
    ...allowBelow('s3:GetObject', bucket, reads),
    ...allowBelow('s3:GetObjectVersion', bucket, pins),
    allowListing(bucket, [...reads, ...lists]),
    ...(listsVersions.length === 0
      ? []
      : [
          allow(['s3:ListBucketVersions'], [bucket], {
            StringLike: { 's3:prefix': listsVersions.map((prefix) => `${prefix}*`) },
          }),
        ]),
    ...allowBelow('s3:PutObject', bucket, writes),
    ...allowBelow('s3:DeleteObject', bucket, deletes),
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
    allow(['s3:GetObject'], [`${bucket}/slots/*`, `${bucket}/runs/*`]),
    allow(['s3:GetObjectVersion'], [`${bucket}/runs/*`]),
    // A slot asks for what is not in its mailbox yet, and takes a 403 for its end. Nobody signs a listing for it.
    allowListing(bucket, ['slots/']),
    allow(['s3:PutObject'], [`${bucket}/runs/*/attempts/*`]),
    ...useKey(key),
  );

/** Of the role that signs what people download: files that a run published, in the version that it pinned. */
export const downloadSigner = (bucket: string, key?: string): PolicyDocument =>
  policy(
    allow(
      ['s3:GetObjectVersion'],
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
