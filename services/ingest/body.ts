import { Refusal } from './problem.ts';

/** The longest prompt with every character escaped is 48 KB; the rest of a request is small. */
export const bodyLimit = 64 * 1024;

/**
 * The JSON of a request's body. Bytes are counted while they arrive, so a body without a length cannot fill the memory,
 * and must be UTF-8: a replaced character would be a prompt that nobody wrote.
 * @throws Refusal 413, 415 or 400
 */
export async function readJson(request: Request): Promise<unknown> {
  requireJson(request.headers);
  const text = decode(await readBytes(request));
  if (text.trim() === '')
    throw new Refusal(
      'invalid-request',
      'The body is empty: send a JSON object such as {"prompt": "How many users are there?"}.',
    );
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal('invalid-request', `The body is not JSON: ${(error as Error).message}.`);
  }
}

function requireJson(headers: Headers): void {
  const type = headers.get('content-type') ?? '';
  const [essence = '', ...parameters] = type
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((one) => one.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  const accepted = { 'accept-post': 'application/json' };
  if (essence !== 'application/json') {
    throw new Refusal(
      'unsupported-media-type',
      `Send the body with Content-Type: application/json${type === '' ? '' : `, not ${type}`}.`,
      { headers: accepted },
    );
  }
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw new Refusal('unsupported-media-type', `JSON is UTF-8; ${charset} is not taken.`, {
      headers: accepted,
    });
  }
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') {
    throw new Refusal('unsupported-media-type', `Send the body without Content-Encoding (${encoding}).`, {
      headers: accepted,
    });
  }
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const tooLarge = new Refusal('too-large', `The body is larger than ${bodyLimit / 1024} KB.`);
  if (Number(request.headers.get('content-length') ?? 0) > bodyLimit) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > bodyLimit) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('invalid-request', 'The body is not valid UTF-8: send the JSON encoded as UTF-8.');
  }
}
