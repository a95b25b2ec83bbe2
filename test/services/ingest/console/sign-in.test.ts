import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  authorizationUrl,
  challengeOf,
  checkIdToken,
  discoveryUrl,
  newAttempt,
  readAnswer,
  readDiscovery,
  SignInError,
} from '../../../../services/ingest/console/sign-in.js';
import type { SignIn } from '../../../../services/ingest/sign-in.ts';

const signIn: SignIn = {
  issuer: 'https://issuer.example/pool',
  clientId: 'console',
  scope: 'openid profile',
  audience: null,
  tokenOrigin: null,
};
const attempt = { state: 's', nonce: 'n', verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' };
const document = {
  issuer: signIn.issuer,
  authorization_endpoint: 'https://issuer.example/authorize?tenant=1',
  token_endpoint: 'https://issuer.example/token',
};
const endpoints = {
  authorization: 'https://issuer.example/authorize?tenant=1',
  token: 'https://issuer.example/token',
  endSession: null,
};
const now = Date.parse('2026-01-02T03:04:05Z');
const claims = { iss: signIn.issuer, aud: 'console', exp: now / 1000 + 300, nonce: 'n', name: '解析' };
const tokenOf = (payload: unknown) => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.x`;

const isBecause = (reason: string) => (error: unknown) =>
  error instanceof SignInError && error.reason === reason;

describe('signing in', () => {
  it('finds the discovery document below the issuer', () => {
    const url = 'https://issuer.example/pool/.well-known/openid-configuration';
    assert.equal(discoveryUrl('https://issuer.example/pool'), url);
    assert.equal(discoveryUrl('https://issuer.example/pool/'), url);
  });

  it('takes the endpoints of the issuer that is meant', () => {
    assert.deepEqual(readDiscovery(document, signIn), endpoints);
    const end = 'https://issuer.example/logout';
    assert.equal(readDiscovery({ ...document, end_session_endpoint: end }, signIn).endSession, end);
  });

  for (const [what, change] of [
    ['of another issuer', { issuer: 'https://issuer.example/other' }],
    ['without a token endpoint', { token_endpoint: undefined }],
    ['that sends people over http', { authorization_endpoint: 'http://issuer.example/authorize' }],
    ['that sends people to a script', { authorization_endpoint: 'javascript:alert(1)' }],
  ] as const)
    it(`refuses a document ${what}`, () => {
      assert.throws(() => readDiscovery({ ...document, ...change }, signIn), isBecause('wrongIssuer'));
    });

  it('refuses a document that is none', () => {
    assert.throws(() => readDiscovery(null, signIn), isBecause('wrongIssuer'));
  });

  it('asks for tokens at another origin only where the settings name it', () => {
    const elsewhere = { ...document, token_endpoint: 'https://tokens.example/token' };
    assert.throws(() => readDiscovery(elsewhere, signIn), isBecause('elsewhere'));
    const named = { ...signIn, tokenOrigin: 'https://tokens.example' };
    assert.equal(readDiscovery(elsewhere, named).token, 'https://tokens.example/token');
  });

  it('challenges as RFC 7636 does in its appendix B', async () => {
    assert.equal(await challengeOf(attempt.verifier), 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });

  it('never makes the same attempt twice', () => {
    const values = [newAttempt(), newAttempt()].flatMap((one) => Object.values(one));
    assert.equal(new Set(values).size, 6);
    for (const value of values) assert.match(value, /^[\w-]{43}$/);
  });

  it('sends people to the issuer with everything that ties its answer to the page', async () => {
    const url = new URL(await authorizationUrl(endpoints, signIn, attempt, 'https://kaiseki.example/'));
    assert.equal(url.origin + url.pathname, 'https://issuer.example/authorize');
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      tenant: '1',
      response_type: 'code',
      client_id: 'console',
      redirect_uri: 'https://kaiseki.example/',
      scope: 'openid profile',
      state: 's',
      nonce: 'n',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
  });

  it('tells an issuer that has to know what the token is for', async () => {
    const url = await authorizationUrl(
      endpoints,
      { ...signIn, audience: 'api' },
      attempt,
      'https://k.example/',
    );
    assert.equal(new URL(url).searchParams.get('audience'), 'api');
  });

  it('takes the code of an answer to its own question', () => {
    assert.equal(readAnswer('?code=c&state=s', attempt, signIn), 'c');
    assert.equal(
      readAnswer(`?code=c&state=s&iss=${encodeURIComponent(signIn.issuer)}`, attempt, signIn),
      'c',
    );
  });

  it('is told nothing by an address without an answer', () => {
    assert.equal(readAnswer('?utm_source=x', attempt, signIn), null);
  });

  for (const [what, search, asked] of [
    ['with another state', '?code=c&state=t', attempt],
    ['without a state', '?code=c', attempt],
    ['that nobody asked for', '?code=c&state=s', null],
    ['of another issuer', '?code=c&state=s&iss=https://other.example', attempt],
  ] as const)
    it(`refuses an answer ${what}`, () => {
      assert.throws(() => readAnswer(search, asked, signIn), isBecause('foreign'));
    });

  it('says why the issuer refused', () => {
    assert.throws(
      () => readAnswer('?error=access_denied&error_description=Not+today&state=s', attempt, signIn),
      (error) => isBecause('refused')(error) && (error as SignInError).detail === 'Not today',
    );
  });

  it('takes an ID token that is for this page and this question', () => {
    checkIdToken(tokenOf(claims), signIn, { nonce: 'n', now });
    checkIdToken(tokenOf({ ...claims, aud: ['console', 'api'], azp: 'console' }), signIn, {
      nonce: 'n',
      now,
    });
  });

  for (const [what, change] of [
    ['of another issuer', { iss: 'https://other.example' }],
    ['for somebody else', { aud: 'other' }],
    ['for several, without saying that it is for this one', { aud: ['console', 'api'] }],
    ['that has expired', { exp: now / 1000 - 61 }],
    ['that never expires', { exp: undefined }],
    ['of another question', { nonce: 'm' }],
    ['of no question', { nonce: undefined }],
  ] as const)
    it(`refuses an ID token ${what}`, () => {
      assert.throws(
        () => checkIdToken(tokenOf({ ...claims, ...change }), signIn, { nonce: 'n', now }),
        isBecause('wrongToken'),
      );
    });

  it('refuses what is no token', () => {
    for (const token of [undefined, '', 'a.b.c', 'x'])
      assert.throws(() => checkIdToken(token, signIn, { nonce: 'n', now }), isBecause('wrongToken'));
  });
});
