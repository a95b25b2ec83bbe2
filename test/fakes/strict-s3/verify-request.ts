import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  readScope,
  Refused,
  requireSession,
  requireSigned,
  signatureOf,
  stringToSign,
  timeOf,
  type Identity,
  type SignedRequest,
} from './sigv4.ts';

export interface Context {
  identities: ReadonlyMap<string, Identity>;
  now: Date;
}

const longestSkewSeconds = 15 * 60;
const longestExpiresSeconds = 604_800;

/**
 * Of a request signed in its query: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 * @throws Refused
 */
export function verifyPresigned(request: SignedRequest, { identities, now }: Context): void {
  const one = (name: string): string => {
    const found = request.query.filter(([key]) => key === name);
    if (found.length !== 1)
      throw new Refused(400, 'AuthorizationQueryParametersError', `one ${name} is needed`);
    return found[0]?.[1] ?? '';
  };
  if (one('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256')
    throw new Refused(400, 'AuthorizationQueryParametersError', 'the algorithm is not supported');
  const date = one('X-Amz-Date');
  const { accessKeyId, scope } = readScope(one('X-Amz-Credential'), date);
  // "The minimum value you can set is 1, and the maximum is 604800 (seven days)."
  const expires = Number(one('X-Amz-Expires'));
  if (!Number.isInteger(expires) || expires < 1 || expires > longestExpiresSeconds)
    throw new Refused(400, 'AuthorizationQueryParametersError', 'X-Amz-Expires is out of range');
  const age = (now.getTime() - timeOf(date)) / 1000;
  if (age < -longestSkewSeconds) throw new Refused(403, 'AccessDenied', 'Request is not yet valid');
  if (age > expires) throw new Refused(403, 'AccessDenied', 'Request has expired');

  const token = request.query.find(([key]) => key === 'X-Amz-Security-Token')?.[1] ?? null;
  const { secret } = requireSession(identities.get(accessKeyId), token, now);
  const signed = one('X-Amz-SignedHeaders').split(';');
  requireSigned(request.headers, signed);
  const unsigned = { ...request, query: request.query.filter(([key]) => key !== 'X-Amz-Signature') };
  const text = stringToSign(unsigned, { date, scope, signed, payload: 'UNSIGNED-PAYLOAD' });
  if (signatureOf(secret, scope, text) !== one('X-Amz-Signature'))
    throw new Refused(403, 'SignatureDoesNotMatch', 'the signature does not match');
}

/**
 * Of a request signed in its header, with its body:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * @throws Refused
 */
export function verifyHeaderSigned(request: SignedRequest, body: Buffer, { identities, now }: Context): void {
  const { headers } = request;
  const [, credential = '', list = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      headers['authorization'] ?? '',
    ) ?? [];
  if (signature === '') throw new Refused(403, 'AccessDenied', 'the request is not signed');
  const date = headers['x-amz-date'] ?? '';
  const { accessKeyId, scope } = readScope(credential, date);
  if (Math.abs(now.getTime() - timeOf(date)) / 1000 > longestSkewSeconds)
    throw new Refused(403, 'RequestTimeTooSkewed', 'the clocks differ too much');
  const { secret } = requireSession(
    identities.get(accessKeyId),
    headers['x-amz-security-token'] ?? null,
    now,
  );
  const signed = list.split(';');
  requireSigned(headers, signed);
  const payload = headers['x-amz-content-sha256'] ?? '';
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== createHash('sha256').update(body).digest('hex'))
    throw new Refused(400, 'XAmzContentSHA256Mismatch', 'the body is not what was signed');
  if (signatureOf(secret, scope, stringToSign(request, { date, scope, signed, payload })) !== signature)
    throw new Refused(403, 'SignatureDoesNotMatch', 'the signature does not match');
  verifyChecksum(headers, body);
}

export const checksumOf = (body: Uint8Array): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
function verifyChecksum(headers: SignedRequest['headers'], body: Buffer): void {
  const given = headers['x-amz-checksum-crc32'];
  if (given !== undefined && given !== checksumOf(body))
    throw new Refused(400, 'BadDigest', 'The CRC32 you specified did not match the calculated checksum.');
}
