import { readScope, Refused, requireSession, signatureOf } from './sigv4.ts';
import type { Context } from './verify-request.ts';

/** A form as it came: names in lower case, in order, the file apart. */
export interface Form {
  bucket: string;
  fields: [string, string][];
  file: Buffer;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Of a form with a policy: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html and, for
 * the policy, https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 * @throws Refused
 */
export function verifyForm({ bucket, fields, file }: Form, { identities, now }: Context): void {
  const given = new Map(fields);
  const need = (name: string): string => {
    const value = given.get(name);
    if (value === undefined)
      throw new Refused(400, 'InvalidArgument', `Bucket POST must contain a field named '${name}'`);
    return value;
  };
  need('key');
  if (given.size !== fields.length) throw new Refused(400, 'InvalidArgument', 'a field came twice');
  const encoded = need('policy');
  if (need('x-amz-algorithm') !== 'AWS4-HMAC-SHA256')
    throw new Refused(400, 'InvalidArgument', 'the algorithm is not supported');
  const { accessKeyId, scope } = readScope(need('x-amz-credential'), need('x-amz-date'));
  const token = given.get('x-amz-security-token') ?? null;
  const { secret } = requireSession(identities.get(accessKeyId), token, now);
  // "The string to sign is the Base64-encoded policy."
  if (signatureOf(secret, scope, encoded) !== need('x-amz-signature'))
    throw new Refused(403, 'SignatureDoesNotMatch', 'the signature does not match');
  verifyPolicy(Buffer.from(encoded, 'base64').toString(), new Map([...given, ['bucket', bucket]]), file, now);
}

function verifyPolicy(text: string, values: ReadonlyMap<string, string>, file: Buffer, now: Date): void {
  const policy = JSON.parse(text) as { expiration?: string; conditions?: unknown[] };
  const { expiration = '', conditions = [] } = policy;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(expiration) || conditions.length === 0)
    throw new Refused(400, 'InvalidPolicyDocument', 'expiration and conditions are needed');
  if (Date.parse(expiration) <= now.getTime())
    throw new Refused(403, 'AccessDenied', 'Invalid according to Policy: Policy expired.');

  const named = conditions.flatMap((condition) => checkCondition(condition, values, file));
  // "Each form field that you specify in a form (except x-amz-signature, file, policy, and field names that have an
  // x-ignore- prefix) must also appear in the list of conditions." The bucket is what the URL says.
  const free = ['x-amz-signature', 'file', 'policy', 'bucket'];
  const extra = [...values.keys()].filter(
    (name) => !named.includes(name) && !free.includes(name) && !name.startsWith('x-ignore-'),
  );
  if (extra.length > 0)
    throw new Refused(
      403,
      'AccessDenied',
      `Invalid according to Policy: Extra input fields: ${extra.join()}`,
    );
}

/** @returns the field that the condition is about, if it is about one */
function checkCondition(condition: unknown, values: ReadonlyMap<string, string>, file: Buffer): string[] {
  if (isRecord(condition)) {
    return Object.entries(condition).map(([name, wanted]) => {
      if (values.get(name.toLowerCase()) !== wanted) throw failed(condition);
      return name.toLowerCase();
    });
  }
  const [kind, field, wanted] = condition as [string, unknown, unknown];
  if (kind === 'content-length-range') {
    if (file.length < Number(field))
      throw new Refused(
        400,
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed size',
      );
    if (file.length > Number(wanted))
      throw new Refused(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
    return [];
  }
  const name = String(field).replace(/^\$/, '').toLowerCase();
  const value = values.get(name);
  if (value === undefined) throw failed(condition);
  // "Content-Type … if the value is a comma-separated list, each value must meet the condition."
  const parts = name === 'content-type' ? value.split(',') : [value];
  const holds =
    kind === 'starts-with'
      ? parts.every((part) => part.startsWith(String(wanted)))
      : kind === 'eq' && value === wanted;
  if (!holds) throw failed(condition);
  return [name];
}

const failed = (condition: unknown): Refused =>
  new Refused(
    403,
    'AccessDenied',
    `Invalid according to Policy: Policy Condition failed: ${JSON.stringify(condition)}`,
  );
