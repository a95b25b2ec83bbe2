import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { SignedPost } from '../../../../../shared/ports/object-store.ts';
import { startStrictStore, type StrictStore } from './strict-kit.ts';

/** The service's code, or what it gave. */
async function answerOf(response: Response): Promise<string> {
  const text = await response.text();
  return response.ok ? `${response.status} ${text}`.trim() : (/<Code>(\w+)/.exec(text)?.[1] ?? text);
}

describe('signed URLs of S3', () => {
  let strict: StrictStore;
  beforeEach(async () => {
    strict = await startStrictStore();
    await strict.store.put('runs/解析 1/a+b.csv', 'x,y', { contentType: 'text/csv' });
  });
  afterEach(() => strict[Symbol.asyncDispose]());

  const key = 'runs/解析 1/a+b.csv';
  const get = async (url: string | URL) => answerOf(await fetch(url));
  const form = ({ fields }: SignedPost, change: Record<string, string> = {}, file = 'a,b') => {
    const body = new FormData();
    const all = { ...fields, key: 'p/結果 1.csv', 'Content-Type': 'text/csv', ...change };
    for (const [name, value] of Object.entries(all)) body.append(name, value);
    body.append('file', new Blob([file]), 'file');
    return body;
  };
  const post = async (signed: SignedPost, change: Record<string, string> = {}, file = 'a,b') =>
    answerOf(await fetch(signed.url, { method: 'POST', body: form(signed, change, file) }));
  const signPost = (expiresInSeconds = 60) => strict.store.signPost('p/', { maxBytes: 5, expiresInSeconds });

  it('give the object, and nothing without the signature', async () => {
    const url = new URL(await strict.store.signGet(key, { expiresInSeconds: 60 }));
    assert.equal(await get(url), '200 x,y');
    assert.equal(await get(url.origin + url.pathname), 'AccessDenied');
  });

  it('give no other object, version or name than was signed', async () => {
    await strict.store.put('runs/other', 'secret');
    const url = new URL(await strict.store.signGet(key, { expiresInSeconds: 60 }));
    const other = new URL(url);
    other.pathname = '/runs/runs/other';
    const older = new URL(url);
    older.searchParams.set('versionId', 'v1');
    const longer = new URL(url);
    longer.searchParams.set('X-Amz-Expires', '6000');
    for (const changed of [other, older, longer]) assert.equal(await get(changed), 'SignatureDoesNotMatch');
  });

  it('give the object only', async () => {
    const url = await strict.store.signGet(key, { expiresInSeconds: 60 });
    assert.equal(await answerOf(await fetch(url, { method: 'PUT', body: 'mine' })), 'SignatureDoesNotMatch');
    assert.equal(await get(url), '200 x,y');
  });

  it('end when they were said to', async () => {
    const url = await strict.store.signGet(key, { expiresInSeconds: 60 });
    strict.service.clock.ahead = 55;
    assert.equal(await get(url), '200 x,y');
    strict.service.clock.ahead = 65;
    assert.equal(await get(url), 'AccessDenied');
  });

  it('give the version that was signed, also after another was written', async () => {
    const first = await strict.store.put('k', 'first');
    await strict.store.put('k', 'second');
    assert.ok(first.written);
    const url = await strict.store.signGet('k', { expiresInSeconds: 60, version: first.version });
    assert.equal(await get(url), '200 first');
  });

  it('name the download', async () => {
    const url = await strict.store.signGet(key, { expiresInSeconds: 60, downloadName: "結果 (1)'.csv" });
    const response = await fetch(url);
    assert.equal(response.status, 200);
    assert.equal(
      response.headers.get('content-disposition'),
      `attachment; filename="____1__.csv"; filename*=UTF-8''%E7%B5%90%E6%9E%9C%20%281%29%27.csv`,
    );
  });

  it('are made for an object that is not there yet', async () => {
    const url = await strict.store.signGet('later', { expiresInSeconds: 60 });
    assert.equal(await get(url), 'NoSuchKey');
    await strict.store.put('later', 'now');
    assert.equal(await get(url), '200 now');
  });

  it('store a form below the prefix, with its type', async () => {
    assert.equal(await post(await signPost()), '204');
    const stored = await strict.store.get('p/結果 1.csv');
    assert.deepEqual([new TextDecoder().decode(stored?.body), stored?.contentType], ['a,b', 'text/csv']);
  });

  it('store no form elsewhere, larger, later, changed, or with what was not signed', async () => {
    const signed = await signPost();
    assert.equal(await post(signed, { key: 'q/x' }), 'AccessDenied');
    assert.equal(await post(signed, {}, '123456'), 'EntityTooLarge');
    assert.equal(await post(signed, { acl: 'public-read' }), 'AccessDenied');
    assert.equal(await post(signed, { 'x-amz-meta-nonce': 'n' }), 'AccessDenied');
    assert.equal(await post(signed, { Policy: btoa('{"conditions":[]}') }), 'SignatureDoesNotMatch');
    assert.equal(await post(signed, { 'X-Amz-Security-Token': 'another' }), 'InvalidToken');
    strict.service.clock.ahead = 65;
    assert.equal(await post(signed), 'AccessDenied');
    assert.deepEqual(strict.service.store.keys(), [key]);
  });

  it('take exactly as much as was signed', async () => {
    assert.equal(await post(await signPost(), {}, '12345'), '204');
    assert.equal(await post(await signPost(), {}, ''), '204');
  });
});

describe('what the S3 store sends itself', () => {
  let strict: StrictStore;
  beforeEach(async () => {
    strict = await startStrictStore();
  });
  afterEach(() => strict[Symbol.asyncDispose]());

  it('is signed, and checked by both sides', async () => {
    for (const odd of ["odd/ a+b%20c!*'()", 'odd//日本\t&=?#', 'odd/\u{1F600}']) {
      await strict.store.put(odd, odd);
      assert.equal(new TextDecoder().decode((await strict.store.get(odd))?.body), odd);
    }
  });

  it('is not taken when bytes changed on the way there', async () => {
    strict.service.damage = 'there';
    await assert.rejects(strict.store.put('k', 'x'), { code: 'retryable', message: /Mismatch/ });
    assert.deepEqual(strict.service.store.keys(), []);
  });

  it('is not taken when bytes changed on the way back', async () => {
    await strict.store.put('k', 'x'.repeat(1_000));
    strict.service.damage = 'back';
    await assert.rejects(strict.store.get('k'), { code: 'retryable', message: /hecksum/ });
  });
});
