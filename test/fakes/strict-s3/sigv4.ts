import { createHash, createHmac } from 'node:crypto';

/** A refusal in S3's words: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A long-lived key, or a session: `token` and `end` are null for a key. */
export interface Identity {
  accessKeyId: string;
  secret: string;
  token: string | null;
  end: Date | null;
}

export interface SignedRequest {
  method: string;
  /** As it came, not decoded. */
  path: string;
  query: [string, string][];
  headers: Record<string, string | undefined>;
}

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** "URI encode every byte except the unreserved characters": https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** YYYYMMDD/region/service/aws4_request, of the day of the request. */
export function readScope(credential: string, date: string): { accessKeyId: string; scope: string } {
  const [accessKeyId = '', day = '', region = '', service = '', end = '', ...more] = credential.split('/');
  if (more.length > 0 || end !== 'aws4_request' || service !== 's3' || region === '')
    throw new Refused(400, 'AuthorizationQueryParametersError', 'the credential is malformed');
  if (!/^\d{8}T\d{6}Z$/.test(date) || date.slice(0, 8) !== day)
    throw new Refused(400, 'AuthorizationQueryParametersError', "the scope's day is not that of the request");
  return { accessKeyId, scope: [day, region, service, end].join('/') };
}

export const timeOf = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "Task 3: Calculate Signature" */
export function signatureOf(secret: string, scope: string, text: string): string {
  const key = scope.split('/').reduce<string | Buffer>((from, part) => hmac(from, part), `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}

/** "Task 1: Create a Canonical Request" and "Task 2: Create a String to Sign" of the same page. */
export function stringToSign(
  { method, path, query, headers }: SignedRequest,
  { date, scope, signed, payload }: { date: string; scope: string; signed: string[]; payload: string },
): string {
  const canonical = [
    method,
    // S3 does not normalise paths, and encodes each character once.
    path
      .split('/')
      .map((part) => encode(decodeURIComponent(part)))
      .join('/'),
    query
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .toSorted()
      .join('&'),
    ...signed.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`),
    '',
    signed.join(';'),
    payload,
  ].join('\n');
  return ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
}

/** "If you add a header, host included, that starts with x-amz- … you must include it in SignedHeaders." */
export function requireSigned(headers: SignedRequest['headers'], signed: string[]): void {
  const needed = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  const missing = needed.filter((name) => !signed.includes(name));
  if (missing.length > 0)
    throw new Refused(
      403,
      'AccessDenied',
      `There were headers present in the request which were not signed: ${missing.join()}`,
    );
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html: a token belongs to its key, and both end. */
export function requireSession(identity: Identity | undefined, token: string | null, now: Date): Identity {
  if (identity === undefined) throw new Refused(403, 'InvalidAccessKeyId', 'the key id does not exist');
  if (identity.token !== token)
    throw new Refused(400, 'InvalidToken', 'the token is malformed or otherwise invalid');
  if (identity.end !== null && identity.end <= now)
    throw new Refused(400, 'ExpiredToken', 'the token has expired');
  return identity;
}
