import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createUrlSigner } from '../../infra/local/store/url-signer.ts';
import type { SignedPost } from '../../shared/ports/object-store.ts';
import { startObjectServer } from '../infra/local/store/object-server.ts';

const prefix = 'runs/r1/attempts/1/1/';
const manifest = `${prefix}result.json`;

/** What a program could do if the URLs of its launch leaked to it and it could reach the host: it has neither. */
describe('a leaked URL', () => {
  let objects: Awaited<ReturnType<typeof startObjectServer>>;
  let form: SignedPost;
  let now: Date;

  beforeEach(async () => {
    now = new Date();
    objects = await startObjectServer({ now: () => now, sleep: () => Promise.resolve() });
    form = await objects.store.signPost(prefix, { maxBytes: 1e6, expiresInSeconds: 60 });
  });
  afterEach(() => objects.close());

  const post = async (
    key: string,
    body = 'forged',
    fields: [string, string][] = Object.entries(form.fields),
  ) => {
    const sent = new FormData();
    for (const [name, value] of fields) sent.append(name, value);
    sent.append('key', key);
    sent.append('file', new Blob([body]));
    return (await fetch(form.url, { method: 'POST', body: sent })).status;
  };
  const text = async (key: string) => new TextDecoder().decode((await objects.store.get(key))?.body);
  const keys = async () => (await objects.store.list('')).objects.map(({ key }) => key);

  /** A launch that has published what it had, its manifest last. */
  async function finish(): Promise<void> {
    for (const name of ['artifacts/a.txt', 'progress.json', 'result.json'])
      assert.equal(await post(`${prefix}${name}`, 'true'), 204);
  }

  it('overwrites neither the manifest nor an artifact, and says nothing about it', async () => {
    await finish();
    const before = await objects.store.get(manifest);
    for (const name of ['result.json', 'artifacts/a.txt']) {
      await post(`${prefix}${name}`);
      assert.equal(await text(`${prefix}${name}`), 'true');
    }
    assert.equal((await objects.store.get(manifest))?.version, before?.version);
  });

  it('adds nothing once the manifest is there, progress neither', async () => {
    await finish();
    const before = await keys();
    for (const name of ['artifacts/b.txt', 'artifacts/a.txt/b', 'program.py', 'x'])
      assert.equal(await post(`${prefix}${name}`), 403, name);
    assert.equal(await post(`${prefix}progress.json`), 403);
    assert.equal(await text(`${prefix}progress.json`), 'true');
    assert.deepEqual(await keys(), before);
  });

  it('repeats the manifest without harm: whoever sent it may not have heard the answer', async () => {
    await finish();
    assert.equal(await post(manifest, 'true'), 204);
  });

  it('forges no manifest of another attempt, launch or run, no assignment, claim, or entry of a log', async () => {
    const others = [
      'runs/r1/attempts/1/2/result.json', 'runs/r1/attempts/1/10/result.json', 'runs/r1/attempts/2/1/result.json', 'runs/r2/attempts/1/1/result.json',
      'runs/r1/attempts/1/1', 'runs/r1/log/000009', 'runs/r1/results/1.json', 'slots/s2/1', 'slots/s2/claim', 'open/r1', 'keys/x/y', '', '/',
      `/${prefix}x`, `${prefix}../2/result.json`, `${prefix}artifacts/../../2/result.json`, `x/../${prefix}y`, prefix.toUpperCase(), ` ${prefix}x`,
    ]; // prettier-ignore
    for (const key of others) assert.equal(await post(key), 403, key);
    assert.deepEqual(await keys(), []);
  });

  it('takes a key literally: what is encoded in it leads nowhere', async () => {
    for (const name of ['%2e%2e/2/result.json', '..%2f2%2fresult.json', '..\\2\\result.json', '....//x']) {
      await post(`${prefix}artifacts/${name}`);
    }
    assert.ok((await keys()).every((key) => key.startsWith(`${prefix}artifacts/`)));
  });

  it('is worth nothing with another policy, signature or order of fields', async () => {
    const { policy = '', signature = '' } = form.fields;
    const wider = Buffer.from(JSON.stringify({ prefix: '', maxBytes: 1e9, expires: 1e12 })).toString(
      'base64url',
    );
    const get =
      new URL(await objects.store.signGet(manifest, { expiresInSeconds: 60 })).searchParams.get(
        'signature',
      ) ?? '';
    const tries: [string, string][][] = [
      [['policy', wider], ['signature', signature]],
      [['policy', policy], ['signature', get]],
      [['policy', policy], ['signature', `${signature}x`]],
      [['policy', policy], ['signature', '']],
      [['policy', policy]],
      [],
      [['policy', policy], ['signature', signature], ['policy', wider]],
    ]; // prettier-ignore
    for (const fields of tries) assert.equal(await post('slots/s2/1', 'forged', fields), 403);
    assert.equal(
      await post(`${prefix}x`, 'forged', [['key', 'slots/s2/1'], ...Object.entries(form.fields)]),
      204,
    );
    assert.equal(
      await post('slots/s2/1', 'forged', [['key', `${prefix}y`], ...Object.entries(form.fields)]),
      403,
    );
    assert.deepEqual(await keys(), [`${prefix}x`]);
  });

  it('is over when its time is, to write and to read', async () => {
    await objects.store.put('slots/s1/2', 'next');
    const url = await objects.store.signGet('slots/s1/2', { expiresInSeconds: 60 });
    assert.equal((await fetch(url)).status, 200);
    now = new Date(now.getTime() + 62_000);
    assert.equal((await fetch(url)).status, 403);
    assert.equal(await post(`${prefix}x`), 403);
  });

  it('reads no other mailbox, object or version, however it is bent', async () => {
    await objects.store.put('slots/s1/1', 'mine');
    await objects.store.put('slots/s2/1', 'SECRET');
    await objects.store.put('runs/r2/request.json', 'SECRET');
    const url = await objects.store.signGet('slots/s1/1', { expiresInSeconds: 60 });
    const bent = [
      url.replace('s1', 's2'), url.replace('slots/s1/1', 'slots/s1/../s2/1'), url.replace('slots/s1/1', 'slots/s1/%2e%2e/s2/1'),
      url.replace('slots/s1/1', 'slots/s1%2f..%2fs2/1'), url.replace('slots/s1/1', 'runs/r2/request.json'), url.replace('slots/s1/1', 'slots/s1/'),
      `${url}&version=1`, `${url}&download=x`, url.replace(/expires=\d+/, 'expires=99999999999'), url.replace(/signature=.*/, ''),
      url.replace('/objects/', '/objects//'), `${objects.server.url}/objects/`, `${objects.server.url}/objects/?prefix=slots`, url.replace('slots/s1/1', 'slots%'),
    ]; // prettier-ignore
    for (const one of bent) {
      const response = await fetch(one);
      assert.equal(response.status, 403, one);
      assert.doesNotMatch(await response.text(), /SECRET/);
    }
  });

  it('is signed by this host and no other', async () => {
    const stranger = createUrlSigner(() => objects.server.url);
    await objects.store.put('slots/s1/1', 'mine');
    assert.equal((await fetch(stranger.signGet('slots/s1/1', { expiresInSeconds: 60 }, now))).status, 403);
    form = stranger.signPost(prefix, { maxBytes: 1e6, expiresInSeconds: 60 }, now);
    assert.equal(await post(`${prefix}x`), 403);
  });

  it('(control) is noticed where it is let through: a form that is signed for everything writes everywhere', async () => {
    form = await objects.store.signPost('', { maxBytes: 1e6, expiresInSeconds: 60 });
    assert.equal(await post('slots/s2/1'), 204);
    assert.deepEqual(await keys(), ['slots/s2/1']);
  });
});
