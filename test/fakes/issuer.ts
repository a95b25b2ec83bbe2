import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Issuer extends AsyncDisposable {
  url: string;
  /** Of the page, once it is known where it is: its origin may ask for tokens, its root is sent back to. */
  register(page: string): void;
  /** Who a valid access token is of; null for anything else. */
  subjectOf(authorization: string | null): string | null;
  /** What is asked of it: `GET /authorize`, `POST /token authorization_code` … */
  calls: string[];
  /** Access tokens that are out are worth nothing from now on. */
  expireTokens(): void;
  /** How it misbehaves from now on. */
  how: { gives: Record<string, unknown>; refuses: string | null; state: string | null; refreshes: boolean };
}

interface Code {
  challenge: string;
  nonce: string;
}

export const clientId = 'kaiseki-console';

/**
 * An OpenID provider that signs everybody in as `ann` and takes a client without a secret at its word only with PKCE:
 * https://openid.net/specs/openid-connect-core-1_0.html (3.1.2, 3.1.3, 12), https://www.rfc-editor.org/rfc/rfc7636 (4.6),
 * https://openid.net/specs/openid-connect-rpinitiated-1_0.html. A code serves once; refresh tokens rotate.
 */
export async function startIssuer(): Promise<Issuer> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, Code>();
  const refreshTokens = new Set<string>();
  let accessTokens = new Set<string>();
  const calls: string[] = [];
  const how: Issuer['how'] = { gives: {}, refuses: null, state: null, refreshes: true };
  let page = '';
  let url = '';

  const sign = (claims: Record<string, unknown>): string => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey).toString('base64url')}`;
  };

  function giveTokens(nonce: string | null): object {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const access_token = sign({ iss: url, sub: 'ann', client_id: clientId, exp, jti: randomUUID() });
    accessTokens.add(access_token);
    const refresh_token = randomUUID();
    refreshTokens.add(refresh_token);
    const identity = { iss: url, aud: clientId, sub: 'ann', exp, ...(nonce === null ? {} : { nonce }) };
    const id_token = sign({ ...identity, ...how.gives });
    return {
      token_type: 'Bearer',
      access_token,
      id_token,
      ...(how.refreshes ? { refresh_token } : {}),
    };
  }

  function authorize(asked: URLSearchParams, response: ServerResponse): void {
    const wanted = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: `${page}/`,
      code_challenge_method: 'S256',
    };
    const isWrong = Object.entries(wanted).some(([name, value]) => asked.get(name) !== value);
    if (isWrong || asked.get('scope')?.split(' ').includes('openid') !== true)
      return void response.writeHead(400).end('this is no request of that client');
    const code = randomUUID();
    codes.set(code, { challenge: asked.get('code_challenge') ?? '', nonce: asked.get('nonce') ?? '' });
    const state = how.state ?? asked.get('state') ?? '';
    const answer =
      how.refuses === null ? { code } : { error: 'access_denied', error_description: how.refuses };
    const back = new URLSearchParams({ ...answer, state, iss: url });
    response.writeHead(302, { location: `${page}/?${back.toString()}` }).end();
  }

  function exchange(asked: URLSearchParams): object | null {
    if (asked.get('client_id') !== clientId) return null;
    if (asked.get('grant_type') === 'refresh_token')
      return refreshTokens.delete(asked.get('refresh_token') ?? '') ? giveTokens(null) : null;
    const code = codes.get(asked.get('code') ?? '');
    codes.delete(asked.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(asked.get('code_verifier') ?? '')
      .digest('base64url');
    if (code?.challenge !== challenge || asked.get('redirect_uri') !== `${page}/`) return null;
    return giveTokens(code.nonce);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', url);
    const body = new URLSearchParams(await text(request));
    calls.push([request.method, pathname, body.get('grant_type')].filter(Boolean).join(' '));
    const json = (status: number, value: object) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': page })
        .end(JSON.stringify(value));
    if (pathname === '/.well-known/openid-configuration')
      return void json(200, {
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        end_session_endpoint: `${url}/logout`,
      });
    if (pathname === '/authorize') return authorize(searchParams, response);
    if (pathname === '/logout' && searchParams.get('post_logout_redirect_uri') === `${page}/`)
      return void response.writeHead(302, { location: `${page}/` }).end();
    const given = pathname === '/token' && request.method === 'POST' ? exchange(body) : null;
    if (given === null) json(400, { error: 'invalid_grant' });
    else json(200, given);
  }

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    register: (at) => void (page = at),
    subjectOf: (authorization) =>
      accessTokens.has(authorization?.replace(/^Bearer /, '') ?? '') ? 'ann' : null,
    calls,
    expireTokens: () => void (accessTokens = new Set()),
    how,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
