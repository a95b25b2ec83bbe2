import assert from 'node:assert/strict';
import { createHarness, get, post, postRaw, send } from './harness.ts';

interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { pointer: string; detail: string }[];
}

async function problemOf(response: Response, status: number): Promise<Problem> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  const problem = JSON.parse(text) as Problem;
  assert.equal(problem.status, status);
  assert.notEqual(problem.title, '');
  assert.notEqual(problem.detail, '');
  return problem;
}

describe('bad input is refused with a problem document', () => {
  const cases: [string, unknown, string][] = [
    ['a missing prompt', {}, '/prompt'],
    ['an empty prompt', { prompt: '' }, '/prompt'],
    ['a blank prompt', { prompt: ' \n\t\u3000' }, '/prompt'],
    ['a prompt of 8,001 characters', { prompt: 'a'.repeat(8_001) }, '/prompt'],
    ['a prompt that is no string', { prompt: 7 }, '/prompt'],
    ['a prompt that is null', { prompt: null }, '/prompt'],
    ['half a surrogate pair', { prompt: 'a \ud83d b' }, '/prompt'],
    ['an unknown field', { prompt: 'hello', promt: 'x' }, '/promt'],
    ['an unknown limit', { prompt: 'hello', limits: { runSecond: 1 } }, '/limits/runSecond'],
    ['a limit above the ceiling', { prompt: 'hello', limits: { attempts: 9 } }, '/limits/attempts'],
    ['a limit that is no number', { prompt: 'hello', limits: { attempts: 'many' } }, '/limits/attempts'],
    ['a webhook that is no URL', { prompt: 'hello', webhook: { url: 'nowhere' } }, '/webhook/url'],
    [
      'a webhook of another scheme',
      { prompt: 'hello', webhook: { url: 'file:///etc/passwd' } },
      '/webhook/url',
    ],
    [
      'a webhook with a password',
      { prompt: 'hello', webhook: { url: 'https://a:b@example.com/' } },
      '/webhook/url',
    ],
    [
      'a webhook on this machine',
      { prompt: 'hello', webhook: { url: 'http://127.0.0.1:9/' } },
      '/webhook/url',
    ],
    ['a parent that is no run id', { prompt: 'hello', parentRunId: '../x' }, '/parentRunId'],
    ['a list', [], ''],
    ['a string', 'prompt', ''],
    ['null', null, ''],
  ];
  for (const [what, body, pointer] of cases) {
    it(what, async () => {
      const { app, memory } = createHarness();
      const { errors } = await problemOf(await post(app, body), 400);
      assert.equal(errors?.[0]?.pointer, pointer);
      assert.deepEqual(memory.keys(), []);
    });
  }

  it('takes a prompt of exactly 8,000 characters, however long its escapes', async () => {
    const { app } = createHarness();
    const response = await postRaw(app, `{"prompt":"${'\\u5206'.repeat(8_000)}"}`);
    assert.equal(response.status, 202);
  });

  const bodies: [string, string | Uint8Array<ArrayBuffer>][] = [
    ['no JSON', 'prompt=hello'],
    ['half a JSON document', '{"prompt": "hel'],
    ['an empty body', ''],
    [
      'broken UTF-8',
      new Uint8Array([
        ...new TextEncoder().encode('{"prompt":"a'),
        0xff,
        0xfe,
        ...new TextEncoder().encode('"}'),
      ]),
    ],
    ['UTF-16', new Uint8Array(Buffer.from('{"prompt":"hello"}', 'utf16le'))],
  ];
  for (const [what, body] of bodies) {
    it(what, async () => {
      const { app, memory } = createHarness();
      await problemOf(await postRaw(app, body), 400);
      assert.deepEqual(memory.keys(), []);
    });
  }

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=shift_jis',
  ]) {
    it(`a body of type ${type}`, async () => {
      const { app, memory } = createHarness();
      await problemOf(await postRaw(app, '{"prompt":"hello"}', { 'content-type': type }), 415);
      assert.deepEqual(memory.keys(), []);
    });
  }

  it('a compressed body', async () => {
    const { app } = createHarness();
    await problemOf(await post(app, { prompt: 'hello' }, { 'content-encoding': 'gzip' }), 415);
  });

  it('a body of more than 64 KB, counted while it arrives', async () => {
    const { app, memory } = createHarness();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1024;
        controller.enqueue(new Uint8Array(1024).fill(0x20));
      },
    });
    const response = await app.request('http://127.0.0.1/prompt', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    });
    await problemOf(response, 413);
    assert.ok(sent < 200 * 1024, `${sent} bytes were read`);
    assert.deepEqual(memory.keys(), []);
  });

  for (const host of [
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example:8787',
    '127.0.0.1@evil.example',
    '',
  ]) {
    it(`the foreign host '${host}'`, async () => {
      const { app, memory } = createHarness();
      await problemOf(await post(app, { prompt: 'hello' }, { host }), 421);
      assert.deepEqual(memory.keys(), []);
    });
  }

  for (const origin of [
    'http://evil.example',
    'null',
    'http://127.0.0.1.evil.example',
    'file://',
    'http://localhost.evil.example',
  ]) {
    it(`the foreign origin '${origin}'`, async () => {
      const { app, memory } = createHarness();
      await problemOf(await post(app, { prompt: 'hello' }, { origin }), 403);
      assert.deepEqual(memory.keys(), []);
    });
  }

  for (const host of ['127.0.0.1:8787', 'localhost', 'LOCALHOST:1', '[::1]:80']) {
    it(`but not the loopback host and origin ${host}`, async () => {
      const { app } = createHarness();
      const response = await post(app, { prompt: 'hello' }, { host, origin: `http://${host}` });
      assert.equal(response.status, 202);
    });
  }

  it('an Idempotency-Key that is too long', async () => {
    const { app, memory } = createHarness();
    await problemOf(await post(app, { prompt: 'hello' }, { 'idempotency-key': 'k'.repeat(256) }), 400);
    assert.deepEqual(memory.keys(), []);
  });

  for (const path of [
    '/runs/nobody',
    '/runs/nobody/events',
    '/runs/nobody/artifacts/a.png',
    '/runs/..%2f..%2fetc',
    '/runs/a%00b',
    '/nothing',
  ]) {
    it(`GET ${path}`, async () => {
      const { app } = createHarness();
      await problemOf(await get(app, path), 404);
    });
  }

  for (const name of [
    '..%2f..%2fkaiseki.db',
    'a/..%2fb',
    '..%5c..%5cx',
    '%2e%2e%2fx',
    'a%2f%2e%2e%2fb',
    '%2fetc%2fpasswd',
    'a%00b',
  ]) {
    it(`the artifact name ${name}`, async () => {
      const { app } = createHarness();
      await problemOf(await get(app, `/runs/r000001/artifacts/${name}`), 400);
    });
  }

  for (const [method, path, allow] of [
    ['GET', '/prompt', 'POST'],
    ['PUT', '/prompt', 'POST'],
    ['POST', '/runs', 'GET, HEAD'],
    ['PATCH', '/runs/r000001', 'GET, DELETE, HEAD'],
    ['DELETE', '/', 'GET, HEAD'],
    ['OPTIONS', '/runs', 'GET, HEAD'],
  ] as const) {
    it(`${method} ${path} is not allowed, ${allow} is`, async () => {
      const { app } = createHarness();
      const response = await send(app, method, path);
      assert.equal(response.headers.get('allow'), allow);
      await problemOf(response, 405);
    });
  }

  for (const query of ['limit=0', 'limit=101', 'limit=many', 'after=..%2f']) {
    it(`GET /runs?${query}`, async () => {
      const { app } = createHarness();
      await problemOf(await get(app, `/runs?${query}`), 400);
    });
  }

  it('a caller without a token, where one is needed', async () => {
    const { app } = createHarness({ settings: { hosts: 'any', principalOf: () => null } });
    const response = await post(app, { prompt: 'hello' });
    assert.equal(response.headers.get('www-authenticate'), 'Bearer');
    await problemOf(response, 401);
  });
});
