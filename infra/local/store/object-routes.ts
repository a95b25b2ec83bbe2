import { createReadStream, createWriteStream } from 'node:fs';
import { finished, pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../shared/ports/clock.ts';
import { attachment } from '../../system/disposition.ts';
import type { FileArea } from './file-area.ts';
import type { LocalStore } from './sqlite-store.ts';
import { objectsPath, type UrlSigner } from './url-signer.ts';

export interface ObjectRouteOptions {
  store: LocalStore;
  files: FileArea;
  signer: UrlSigner;
  clock: Clock;
  /** Resolves when the key may have been written, or after `seconds`. */
  waitForKey: (key: string, seconds: number, signal: AbortSignal) => Promise<void>;
}

/** A held GET answers at the latest after this. */
const longestWaitSeconds = 30;

/** Progress is the one object that a launch may write again. */
const isRewritable = (key: string): boolean => key.endsWith('/progress.json');

/**
 * What the executor and browsers reach by signed URL: GET of one object (held with `Prefer: wait=<seconds>` until it
 * exists) and POST of a form below one prefix. Returns false for requests that are not for it.
 */
export function createObjectRoutes(options: ObjectRouteOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (request.url?.startsWith(objectsPath) !== true) return false;
    const url = new URL(request.url, 'http://host');
    if (request.method === 'GET' || request.method === 'HEAD') await get(options, url, request, response);
    else if (request.method === 'POST') await post(options, request, response);
    else answer(response, 405, 'only GET and POST');
    return true;
  };
}

async function get(
  { store, signer, clock, waitForKey }: ObjectRouteOptions,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const grant = signer.checkGet(url, clock.now());
  if (grant === null) return answer(response, 403, 'the URL is not signed, or is over');
  let found = await store.locate(grant.key, grant.version ?? undefined);
  const until = clock.now().getTime() + Math.min(preferredWait(request), longestWaitSeconds) * 1000;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  for (
    let left = until - clock.now().getTime();
    found === null && left > 0 && !gone.signal.aborted;
    left = until - clock.now().getTime()
  ) {
    await waitForKey(grant.key, left / 1000, gone.signal);
    found = await store.locate(grant.key, grant.version ?? undefined);
  }
  if (found === null) return answer(response, 404, 'there is no such object yet');

  response.writeHead(200, {
    'Content-Type': found.contentType,
    'Content-Length': found.bytes,
    'X-Content-Type-Options': 'nosniff',
    // Artifacts are hostile: opened in a browser they run no script and load nothing.
    'Content-Security-Policy': "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'",
    'Cache-Control': 'private, no-store',
    ...(grant.downloadName === null ? {} : { 'Content-Disposition': attachment(grant.downloadName) }),
  });
  if (request.method === 'HEAD') return void response.end();
  if (found.content instanceof Uint8Array) return void response.end(found.content);
  await pipeline(createReadStream(found.content.file), response).catch(() => undefined);
}

async function post(options: ObjectRouteOptions, request: IncomingMessage, response: ServerResponse) {
  const { store, files, signer, clock } = options;
  const fields: Record<string, string> = {};
  let outcome: Promise<[number, string]> = Promise.resolve([400, 'the form has no file']);
  try {
    const form = new Busboy({
      headers: request.headers as { 'content-type': string },
      limits: { files: 1, fields: 20, fieldSize: 16_384 },
    });
    form.on('field', (name, value) => (fields[name] = value));
    let file: Readable | undefined;
    // Whoever goes away in the middle ends the form, and the file in it.
    request.once('close', () => {
      if (request.complete) return;
      file?.destroy();
      form.destroy();
    });
    form.on('file', (_name, stream) => {
      file = stream;
      outcome = receive(stream).catch((error: unknown): [number, string] => {
        // What cannot be stored need not be read: the caller is told at once.
        request.unpipe(form);
        request.resume();
        form.destroy();
        return [
          503,
          `the object cannot be stored: ${error instanceof Error ? error.message : String(error)}`,
        ];
      });
    });
    request.pipe(form);
    await finished(form).catch((error: unknown) => {
      if (!form.destroyed) throw error;
    });
    answer(response, ...(await outcome));
  } catch (error) {
    answer(
      response,
      400,
      `the form cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  async function receive(stream: Readable): Promise<[number, string]> {
    const grant = signer.checkPost(fields, clock.now());
    const key = fields['key'] ?? '';
    const refuse = (status: number, text: string): [number, string] => {
      stream.resume();
      return [status, text];
    };
    if (grant === null) return refuse(403, 'the form is not signed, or is over');
    if (!key.startsWith(grant.prefix) || key.split('/').includes('..'))
      return refuse(403, 'the key is outside the signed prefix');
    const manifest = `${grant.prefix}result.json`;
    // The manifest is the last thing that a launch stores; its sender may repeat it.
    if (key !== manifest && (await store.locate(manifest)) !== null)
      return refuse(403, 'the launch has ended');
    const path = files.temporary();
    try {
      if ((await receiveFile(stream, path, grant.maxBytes)) === 'too large')
        return [413, `more than ${grant.maxBytes} bytes`];
      const contentType = fields['Content-Type'] ?? 'application/octet-stream';
      await store.adopt(key, path, isRewritable(key) ? { contentType } : { contentType, ifNoneMatch: '*' });
      return [204, ''];
    } finally {
      await files.removePath(path);
    }
  }
}

async function receiveFile(
  stream: Readable,
  path: string,
  maxBytes: number,
): Promise<'stored' | 'too large'> {
  let bytes = 0;
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes <= maxBytes) yield chunk;
    }
  };
  await pipeline(stream, counted, createWriteStream(path, { flags: 'wx' }));
  return bytes > maxBytes ? 'too large' : 'stored';
}

function answer(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(text);
}

function preferredWait(request: IncomingMessage): number {
  const prefer = request.headers['prefer'];
  const match = /\bwait=(\d{1,4})\b/.exec(Array.isArray(prefer) ? prefer.join() : (prefer ?? ''));
  return Number(match?.[1] ?? 0);
}
