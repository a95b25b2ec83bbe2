/**
 * Signing in by OpenID Connect, for a page that can keep no secret: authorization code with PKCE (RFC 7636), state and
 * nonce. What needs no browser is here.
 */

/** @typedef {import('../sign-in.ts').SignIn} SignIn */
/** @typedef {{ authorization: string, token: string, endSession: string | null }} Endpoints */
/** @typedef {{ state: string, nonce: string, verifier: string }} Attempt What ties an answer to who asked for it. */
/** @typedef {'unreachable' | 'wrongIssuer' | 'elsewhere' | 'refused' | 'foreign' | 'wrongToken' | 'notAccepted'} Reason */

/** Why nobody is signed in; the page has words for each reason. */
export class SignInError extends Error {
  /** @param {Reason} reason @param {string} [detail] */
  constructor(reason, detail = '') {
    super(`${reason} ${detail}`);
    this.name = 'SignInError';
    this.reason = reason;
    this.detail = detail;
  }
}

/** @param {Uint8Array} bytes */
const toBase64Url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const randomText = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));

/** @returns {Attempt} */
export const newAttempt = () => ({ state: randomText(), nonce: randomText(), verifier: randomText() });

/** S256 of RFC 7636. @param {string} verifier */
export const challengeOf = async (verifier) =>
  toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));

/** Where the issuer's discovery document is. @param {string} issuer */
export const discoveryUrl = (issuer) => `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

/**
 * The endpoints that a discovery document names: of the issuer that is meant, and where the page's policy lets it go.
 * @param {unknown} document @param {SignIn} signIn
 * @returns {Endpoints}
 */
export function readDiscovery(document, { issuer, tokenOrigin }) {
  const found = /** @type {Record<string, unknown>} */ (document ?? {});
  if (found['issuer'] !== issuer) throw new SignInError('wrongIssuer', String(found['issuer']));
  /** @param {string} name */
  const endpoint = (name) => {
    const url = String(found[name]);
    if (!URL.canParse(url) || !isSafe(new URL(url))) throw new SignInError('wrongIssuer', name);
    return url;
  };
  const token = endpoint('token_endpoint');
  const { origin } = new URL(token);
  if (origin !== new URL(issuer).origin && origin !== tokenOrigin) throw new SignInError('elsewhere', origin);
  const endSession = found['end_session_endpoint'] === undefined ? null : endpoint('end_session_endpoint');
  return { authorization: endpoint('authorization_endpoint'), token, endSession };
}

/** @param {URL} url */
const isSafe = ({ protocol, hostname }) =>
  protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));

/**
 * Where a person signs in.
 * @param {Endpoints} endpoints @param {SignIn} signIn @param {Attempt} attempt @param {string} redirectUri
 */
export async function authorizationUrl({ authorization }, signIn, attempt, redirectUri) {
  const url = new URL(authorization);
  const asked = {
    response_type: 'code',
    client_id: signIn.clientId,
    redirect_uri: redirectUri,
    scope: signIn.scope,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: 'S256',
    ...(signIn.audience === null ? {} : { audience: signIn.audience }),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * What the issuer sent the browser back with: a code, or null when it was not sent back at all.
 * @param {string} search of the page's address @param {Attempt | null} attempt @param {SignIn} signIn
 * @returns {string | null}
 */
export function readAnswer(search, attempt, { issuer }) {
  const answer = new URLSearchParams(search);
  const [code, error, state] = ['code', 'error', 'state'].map((name) => answer.get(name));
  if (code == null && error == null) return null;
  // An answer to nobody's question would sign somebody in as another.
  if (attempt === null || state !== attempt.state) throw new SignInError('foreign');
  // RFC 9207: an issuer that names itself is the one that was asked.
  if (answer.has('iss') && answer.get('iss') !== issuer) throw new SignInError('foreign');
  if (error != null) throw new SignInError('refused', answer.get('error_description') ?? error);
  return code ?? null;
}

/**
 * Checks an ID token that came from the token endpoint itself: TLS stands for its signature then (OpenID Connect Core
 * 3.1.3.7, 6).
 * @param {unknown} token @param {SignIn} signIn @param {{ nonce: string, now: number }} expected `now` in milliseconds
 */
export function checkIdToken(token, { issuer, clientId }, { nonce, now }) {
  const claims = claimsOf(token);
  const audience = [claims['aud']].flat();
  const isFor = audience.includes(clientId) && (audience.length === 1 || claims['azp'] === clientId);
  const lasts = Number(claims['exp']) * 1000 > now - allowedSkewMs;
  if (claims['iss'] !== issuer || !isFor || !lasts || claims['nonce'] !== nonce)
    throw new SignInError('wrongToken');
}

const allowedSkewMs = 60_000;

/** @param {unknown} token @returns {Record<string, unknown>} */
function claimsOf(token) {
  try {
    const [, payload = ''] = String(token).split('.');
    const binary = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new SignInError('wrongToken');
  }
}
