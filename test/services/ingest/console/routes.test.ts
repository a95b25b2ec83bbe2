import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { SignIn } from '../../../../services/ingest/sign-in.ts';
import { createHarness, get } from '../harness.ts';

const signIn: SignIn = {
  issuer: 'https://issuer.example/pool',
  clientId: 'console',
  scope: 'openid',
  audience: null,
  tokenOrigin: 'https://tokens.example',
};

const serving = (one: SignIn | null) =>
  createHarness({ settings: { signIn: one, principalOf: () => null } }).app;

/** Where the page's scripts may ask. */
async function connectSources(one: SignIn | null): Promise<string | undefined> {
  const policy = (await get(serving(one), '/')).headers.get('content-security-policy') ?? '';
  return policy.split('; ').find((part) => part.startsWith('connect-src'));
}

describe('the console', () => {
  it('says how to sign in to whoever is not', async () => {
    const response = await get(serving(signIn), '/console/config.json');
    assert.deepEqual(await response.json(), { auth: signIn });
  });

  it('says that nobody has to sign in', async () => {
    assert.deepEqual(await (await get(serving(null), '/console/config.json')).json(), { auth: null });
  });

  it('may ask its own host, and the two origins of who signs people in', async () => {
    assert.equal(
      await connectSources(signIn),
      "connect-src 'self' https://issuer.example https://tokens.example",
    );
    assert.equal(
      await connectSources({ ...signIn, tokenOrigin: null }),
      "connect-src 'self' https://issuer.example",
    );
    assert.equal(await connectSources(null), "connect-src 'self'");
  });

  it('is whole: every module that a module of it names is served', async () => {
    const app = serving(signIn);
    const seen = new Set<string>();
    const wanted = ['/console/app.js'];
    for (const path of wanted) {
      if (seen.has(path)) continue;
      seen.add(path);
      const response = await get(app, path);
      assert.equal(response.status, 200, path);
      const text = (await response.text()).replaceAll(/\/\*\*.*?\*\//gs, '');
      for (const [, to = ''] of text.matchAll(/from '(\.[^']+)'/g))
        wanted.push(new URL(to, `http://x${path}`).pathname);
    }
    assert.ok(seen.has('/console/sign-in.js') && seen.has('/shared/words/names.js'));
  });
});
