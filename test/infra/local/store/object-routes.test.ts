import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Server } from '../../../../infra/local/server.ts';
import type { LocalStore } from '../../../../infra/local/store/sqlite-store.ts';
import { systemClock as clock } from '../../../../infra/system/clock.ts';
import { startObjectServer } from './object-server.ts';

describe('object routes', () => {
  let store: LocalStore;
  let server: Server;
  let directory: string;
  let close: () => Promise<void>;

  beforeEach(async () => {
    ({ store, server, directory, close } = await startObjectServer(clock));
  });
  afterEach(() => close());

  const post = async (
    prefix: string,
    key: string,
    body: string | Uint8Array<ArrayBuffer>,
    maxBytes = 1e6,
  ) => {
    const { url, fields } = await store.signPost(prefix, { maxBytes, expiresInSeconds: 60 });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('key', key);
    form.set('Content-Type', 'text/plain');
    form.set('file', new Blob([body]));
    return fetch(url, { method: 'POST', body: form });
  };

  it('serves a signed object with headers that keep it from running', async () => {
    await store.put('a/b c', '<script>alert(1)</script>', { contentType: 'text/html' });
    const response = await fetch(
      await store.signGet('a/b c', { expiresInSeconds: 60, downloadName: '表.html' }),
    );
    assert.equal(await response.text(), '<script>alert(1)</script>');
    assert.match(response.headers.get('content-security-policy') ?? '', /^sandbox; default-src 'none'/);
    assert.match(
      response.headers.get('content-disposition') ?? '',
      /^attachment; filename="_.html"; filename\*=UTF-8''%E8%A1%A8\.html$/,
    );
  });

  it('streams a large object from its file', async () => {
    const body = new Uint8Array(1_000_000).fill(7);
    await store.put('large', body);
    const got = new Uint8Array(
      await (await fetch(await store.signGet('large', { expiresInSeconds: 60 }))).arrayBuffer(),
    );
    assert.equal(Buffer.compare(Buffer.from(got), Buffer.from(body)), 0);
  });

  it('refuses what is not signed, and leaves other paths to the API', async () => {
    assert.equal((await fetch(`${server.url}/objects/a`)).status, 403);
    assert.equal((await fetch(`${server.url}/objects/a`, { method: 'DELETE' })).status, 405);
    assert.equal(await (await fetch(`${server.url}/other`)).text(), 'the API');
  });

  it('holds a GET until the object is there', async () => {
    const url = await store.signGet('slots/s1/1', { expiresInSeconds: 60 });
    const held = fetch(url, { headers: { Prefer: 'wait=20' } });
    await store.put('slots/s1/1', 'work');
    assert.equal(await (await held).text(), 'work');
    assert.equal((await fetch(url.replace('s1', 's2'))).status, 403);
    const pinned = await store.signGet('slots/s1/1', { expiresInSeconds: 60, version: '999' });
    assert.equal((await fetch(pinned, { headers: { Prefer: 'wait=1' } })).status, 404);
  });

  it('answers 404 when the wait is over', async () => {
    assert.equal((await fetch(await store.signGet('nothing', { expiresInSeconds: 60 }))).status, 404);
  });

  it('stores a posted file below its prefix, once', async () => {
    assert.equal((await post('runs/r1/', 'runs/r1/artifacts/a.txt', 'first')).status, 204);
    assert.equal((await post('runs/r1/', 'runs/r1/artifacts/a.txt', 'second')).status, 204);
    const stored = await store.get('runs/r1/artifacts/a.txt');
    assert.equal(new TextDecoder().decode(stored?.body), 'first');
    assert.equal(stored?.contentType, 'text/plain');
  });

  it('lets progress be written over', async () => {
    await post('runs/r1/', 'runs/r1/progress.json', '1');
    await post('runs/r1/', 'runs/r1/progress.json', '2');
    assert.equal(new TextDecoder().decode((await store.get('runs/r1/progress.json'))?.body), '2');
  });

  it('refuses keys outside the prefix, and keys that climb', async () => {
    for (const key of ['runs/r2/a', 'runs/r1', '../runs/r1/a', 'runs/r1/../r2/a']) {
      assert.equal((await post('runs/r1/', key, 'x')).status, 403, key);
    }
    assert.deepEqual((await store.list('runs/')).objects, []);
  });

  it('refuses what is larger than signed for, and leaves nothing behind', async () => {
    const response = await post('runs/r1/', 'runs/r1/a', new Uint8Array(500_000), 400_000);
    assert.equal(response.status, 413);
    assert.equal(await store.get('runs/r1/a'), null);
    assert.deepEqual(await readdir(join(directory, 'tmp')), []);
    assert.deepEqual(await readdir(join(directory, 'objects')), []);
  });

  it('leaves nothing of an upload whose sender goes away', async () => {
    const { url, fields } = await store.signPost('runs/r1/', { maxBytes: 1e6, expiresInSeconds: 60 });
    const part = (name: string, value: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const head = [...Object.entries(fields), ['key', 'runs/r1/a']].map(([name, value]) =>
      part(name ?? '', value ?? ''),
    );
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      `POST ${new URL(url).pathname} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 900000\r\n\r\n` +
        `${head.join('')}--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${'x'.repeat(200_000)}`,
    );
    const temporary = join(directory, 'tmp');
    while ((await readdir(temporary)).length === 0) await setImmediate();
    socket.destroy();
    while ((await readdir(temporary)).length > 0) await setImmediate();
    assert.equal(await store.get('runs/r1/a'), null);
  });

  it('answers when a file cannot be written, and goes on', async () => {
    await rm(join(directory, 'tmp'), { recursive: true });
    assert.equal((await post('runs/r1/', 'runs/r1/a', new Uint8Array(500_000))).status, 503);
    await mkdir(join(directory, 'tmp'));
    assert.equal((await post('runs/r1/', 'runs/r1/a', 'x')).status, 204);
  });

  it('refuses a body that is no form', async () => {
    const { url } = await store.signPost('p/', { maxBytes: 10, expiresInSeconds: 60 });
    assert.equal(
      (await fetch(url, { method: 'POST', body: 'x', headers: { 'Content-Type': 'text/plain' } })).status,
      400,
    );
  });
});
