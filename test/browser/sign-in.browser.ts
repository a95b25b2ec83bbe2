import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { chromium, type Browser, type Page } from 'playwright-core';
import { clientId, startIssuer, type Issuer } from '../fakes/issuer.ts';
import { close, createHarness, result, succeed, type Harness } from '../services/ingest/harness.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** As S3 does: no CORS, and one way only to say who asks (a signed URL is one already). */
async function startBucket() {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    if (request.headers.authorization !== undefined) return response.writeHead(400).end();
    return response.writeHead(200, { 'content-type': 'image/png' }).end(pixel);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { seen, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('signing in, in a browser', () => {
  let browser: Browser;
  let page: Page;
  let issuer: Issuer;
  let bucket: Awaited<ReturnType<typeof startBucket>>;
  let harness: Harness;
  let server: ReturnType<typeof serve>;
  let url: string;
  /** What the page complained about. */
  let complaints: string[];

  before(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  after(() => browser.close());

  beforeEach(async () => {
    issuer = await startIssuer();
    bucket = await startBucket();
    harness = createHarness({
      store: (store) => ({ ...store, signGet: async (key) => `${bucket.url}/${key}` }),
      settings: {
        hosts: 'any',
        principalOf: (request) => issuer.subjectOf(request.headers.get('authorization')),
        signIn: { issuer: issuer.url, clientId, scope: 'openid', audience: null, tokenOrigin: null },
        longestWaitSeconds: 0,
      },
    });
    await new Promise<void>((resolve) => {
      server = serve({ fetch: harness.app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
        url = `http://127.0.0.1:${port}`;
        resolve();
      });
    });
    issuer.register(url);
    const context = await browser.newContext({ locale: 'en-US' });
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  });
  afterEach(async () => {
    await page.context().close();
    server.close();
    bucket.server.closeAllConnections();
    bucket.server.close();
    await issuer[Symbol.asyncDispose]();
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const isIn = () => button('Sign out').waitFor();
  const error = async () => {
    await page.locator('#error').waitFor();
    return page.locator('#error').innerText();
  };

  /** Asks as a person does, and has the run succeed with a figure. @returns the run's id */
  async function ask(): Promise<string> {
    await page.fill('#prompt', 'How many users are there?');
    await page.click('#send');
    await page.locator('#run .prompt').waitFor();
    const id = new URL(page.url()).hash.slice(1);
    const artifacts = result.artifacts.map((one) => ({
      ...one,
      kind: one.name.endsWith('.png') ? ('figure' as const) : one.kind,
    }));
    await succeed(harness, id, { ...result, artifacts });
    await close(harness, id);
    await page.locator('#run .status.succeeded').waitFor();
    return id;
  }

  it('happens before anything is asked, and leaves nothing in the address bar', async () => {
    await page.goto(url);
    await isIn();
    await page.locator('h2', { hasText: 'Runs' }).waitFor();
    assert.equal(page.url(), `${url}/`);
    assert.deepEqual(issuer.calls, [
      'GET /.well-known/openid-configuration',
      'GET /authorize',
      'GET /.well-known/openid-configuration',
      'POST /token authorization_code',
    ]);
    assert.deepEqual(complaints, []);
  });

  it('comes back to the run that was asked for', async () => {
    await page.goto(`${url}/#some-run`);
    await isIn();
    assert.equal(page.url(), `${url}/#some-run`);
  });

  it('lasts as long as the tab, without another visit to the issuer', async () => {
    await page.goto(url);
    await isIn();
    issuer.calls.splice(0);
    await page.reload();
    await isIn();
    assert.deepEqual(issuer.calls, []);
  });

  it('lets a person ask, and see a figure from a bucket that knows nothing of the page', async () => {
    await page.goto(url);
    await isIn();
    await ask();
    await page.waitForFunction("document.querySelector('figure img')?.naturalWidth === 1");
    assert.ok(bucket.seen.some((path) => path.endsWith('roc.png')));
    assert.deepEqual(complaints, []);
  });

  it('goes with a click on a file', async () => {
    await page.goto(url);
    await isIn();
    await ask();
    await page.getByRole('link', { name: 'users.csv' }).click();
    await page.waitForURL(`${bucket.url}/**users.csv`);
  });

  it('is renewed in silence when the token is over', async () => {
    await page.goto(url);
    await isIn();
    await age(page);
    issuer.expireTokens();
    issuer.calls.splice(0);
    await page.reload();
    await isIn();
    await ask();
    assert.deepEqual(issuer.calls, ['GET /.well-known/openid-configuration', 'POST /token refresh_token']);
    assert.equal(await page.locator('#error').isVisible(), false);
  });

  it('is done again when the token cannot be renewed, and what was typed is still there', async () => {
    issuer.how.refreshes = false;
    await page.goto(url);
    await isIn();
    await age(page);
    await page.reload();
    await isIn();
    issuer.expireTokens();
    await page.fill('#prompt', '性別ごとの平均年齢');
    const back = page.waitForEvent('framenavigated', (frame) => frame.url().includes('code='));
    await page.click('#send');
    await back;
    await isIn();
    assert.equal(await page.inputValue('#prompt'), '性別ごとの平均年齢');
    assert.equal(issuer.calls.filter((one) => one === 'GET /authorize').length, 2);
  });

  it('is given up when the host refuses a token that is new, in words and without a loop', async () => {
    issuer.subjectOf = () => null;
    await page.goto(url);
    assert.match(await error(), /does not accept the token/);
    await button('Sign in').waitFor();
    assert.equal(issuer.calls.filter((one) => one === 'GET /authorize').length, 1);
  });

  it('ends with a click; the page then shows nothing and waits for another', async () => {
    await page.goto(url);
    await isIn();
    await ask();
    await button('Sign out').click();
    await button('Sign in').waitFor();
    assert.match(await error(), /signed out/);
    assert.equal(await page.locator('#run').innerText(), '');
    assert.ok(issuer.calls.includes('GET /logout'));
    await button('Sign in').click();
    await isIn();
  });

  for (const [what, misbehave, words] of [
    ['an answer to another question', { state: 'other' }, /does not belong to what this page asked/],
    ['a token of another question', { gives: { nonce: 'other' } }, /not meant for this page/],
    ['a token for somebody else', { gives: { aud: 'other' } }, /not meant for this page/],
    ['a refusal', { refuses: 'You are on leave' }, /refused: You are on leave/],
  ] as const)
    it(`is not done with ${what}`, async () => {
      Object.assign(issuer.how, misbehave);
      await page.goto(url);
      assert.match(await error(), words);
      await button('Sign in').waitFor();
      assert.equal(await page.evaluate("sessionStorage.getItem('kaiseki.tokens')"), null);
    });

  it('says in Japanese what is wrong, too', async () => {
    issuer.how.refuses = '権限がありません';
    const context = await browser.newContext({ locale: 'ja-JP' });
    const japanese = await context.newPage();
    await japanese.goto(url);
    await japanese.locator('#error').waitFor();
    assert.equal(
      await japanese.locator('#error').innerText(),
      'サインインが拒否されました: 権限がありません',
    );
    await context.close();
  });

  it('says when the issuer does not answer', async () => {
    await issuer[Symbol.asyncDispose]();
    await page.goto(url);
    assert.match(await error(), /does not answer, or does not let this page ask \(CORS\): http:\/\/127/);
  });
});

/** A token is refused for good only when it is new; this one is made old. */
const age = (page: Page) =>
  page.evaluate(`{
    const tokens = JSON.parse(sessionStorage.getItem('kaiseki.tokens'));
    sessionStorage.setItem('kaiseki.tokens', JSON.stringify({ ...tokens, since: 0 }));
  }`);
