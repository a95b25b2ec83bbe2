import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { createMemoryStore } from '../memory-store.ts';
import { Refused, type Identity, type SignedRequest } from './sigv4.ts';
import { assumeRole } from './sts.ts';
import { verifyForm, type Form } from './verify-form.ts';
import { checksumOf, verifyHeaderSigned, verifyPresigned, type Context } from './verify-request.ts';

interface Service {
  bucket: string;
  store: ReturnType<typeof createMemoryStore>;
  identities: Map<string, Identity>;
  /** How long sessions of the next AssumeRole live, when the role allows less than is asked for. */
  session: { seconds: number; assumed: number };
  /** Seconds by which its clock is ahead of this machine's. */
  clock: { ahead: number };
  /** Changes bytes on their way, as a broken network would. */
  damage: 'none' | 'there' | 'back';
}

export interface StrictS3 extends AsyncDisposable {
  url: string;
  service: Service;
}

export const ownKey: Identity = { accessKeyId: 'AKIASTRICT', secret: 'own secret', token: null, end: null };

/**
 * One bucket of S3 where moto is lax: signatures, their expiry, policies of forms and checksums are verified as the pages
 * say that are cited beside each rule. GET, PUT and the form's POST, addressed by path; besides, STS's AssumeRole.
 */
export async function startStrictS3(bucket: string): Promise<StrictS3> {
  const clock = { ahead: 0 };
  const service: Service = {
    bucket,
    clock,
    store: createMemoryStore({ now: () => timeOfService(clock) }),
    identities: new Map([[ownKey.accessKeyId, ownKey]]),
    session: { seconds: 3_600, assumed: 0 },
    damage: 'none',
  };
  const server = createServer((request, response) => {
    answer(service, request, response).catch((error: unknown) => refuse(response, error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    service,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const timeOfService = ({ ahead }: { ahead: number }): Date => new Date(Date.now() + ahead * 1000);

const damaged = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 1));

async function answer(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { identities, session, bucket } = service;
  const context: Context = { identities, now: timeOfService(service.clock) };
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
  const sent = await buffer(request);
  const body = service.damage === 'there' ? damaged(sent) : sent;
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded'))
    return void response.end(assumeRole(body.toString(), { identities, now: context.now, session }));
  const [first = '', ...rest] = url.pathname.slice(1).split('/');
  if (first !== bucket) throw new Refused(404, 'NoSuchBucket', 'The specified bucket does not exist');
  if (request.method === 'POST') return post(service, context, request, response, body);
  const signed: SignedRequest = {
    method: request.method ?? '',
    path: url.pathname,
    query: [...url.searchParams],
    headers: request.headers as Record<string, string | undefined>,
  };
  if (url.searchParams.has('X-Amz-Signature')) verifyPresigned(signed, context);
  else verifyHeaderSigned(signed, body, context);
  const key = rest.map(decodeURIComponent).join('/');
  if (request.method === 'PUT') return put(service, response, key, body, type);
  if (request.method === 'GET') return get(service, response, key, url.searchParams, request.headers);
  throw new Refused(405, 'MethodNotAllowed', 'only GET, PUT and POST');
}

/** "If the value is not set … Amazon S3 returns an empty document with a 204 status code." */
async function post(
  { bucket, store }: Service,
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const form = { bucket, ...(await readForm(request, body)) };
  verifyForm(form, context);
  const fields = new Map(form.fields);
  const contentType = fields.get('content-type') ?? 'binary/octet-stream';
  await store.put(fields.get('key') ?? '', form.file, { contentType });
  response.writeHead(204).end();
}

async function put(
  { store }: Service,
  response: ServerResponse,
  key: string,
  body: Buffer,
  contentType: string,
): Promise<void> {
  const written = await store.put(key, body, { contentType });
  const version = written.written ? written.version : '';
  response.writeHead(200, { 'x-amz-version-id': version, 'x-amz-checksum-crc32': checksumOf(body) }).end();
}

async function get(
  { store, damage }: Service,
  response: ServerResponse,
  key: string,
  query: URLSearchParams,
  headers: IncomingMessage['headers'],
): Promise<void> {
  const version = query.get('versionId');
  const found = await store.get(key, version ?? undefined);
  if (found === null)
    throw new Refused(
      404,
      version === null ? 'NoSuchKey' : 'NoSuchVersion',
      'The specified key does not exist.',
    );
  const disposition = query.get('response-content-disposition');
  const isChecked = headers['x-amz-checksum-mode'] === 'ENABLED';
  response.writeHead(200, {
    'content-type': found.contentType,
    'content-length': found.bytes,
    'last-modified': found.lastModified.toUTCString(),
    'x-amz-version-id': found.version,
    ...(disposition === null ? {} : { 'content-disposition': disposition }),
    ...(isChecked ? { 'x-amz-checksum-crc32': checksumOf(found.body) } : {}),
  });
  response.end(damage === 'back' ? damaged(found.body) : found.body);
}

function refuse(response: ServerResponse, error: unknown): void {
  const { status, code, message } =
    error instanceof Refused ? error : new Refused(500, 'InternalError', String(error));
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

/** "The file or content must be the last field in the form. Any fields below it are ignored." */
async function readForm(request: IncomingMessage, body: Buffer): Promise<Omit<Form, 'bucket'>> {
  if (request.headers['content-type']?.startsWith('multipart/form-data') !== true)
    throw new Refused(
      400,
      'MalformedPOSTRequest',
      'The body of your POST request is not well-formed multipart/form-data.',
    );
  const fields: [string, string][] = [];
  const files: Promise<Buffer>[] = [];
  const form = new Busboy({ headers: request.headers as { 'content-type': string } });
  form.on('field', (name, value) => {
    if (files.length === 0) fields.push([name.toLowerCase(), value]);
  });
  form.on('file', (name, stream) => {
    if (name === 'file') files.push(buffer(stream));
    else stream.resume();
  });
  Readable.from([body]).pipe(form);
  await finished(form);
  const [file, ...more] = await Promise.all(files);
  if (file === undefined || more.length > 0)
    throw new Refused(
      400,
      'IncorrectNumberOfFilesInPostRequest',
      'POST requires exactly one file upload per request.',
    );
  return { fields, file };
}
