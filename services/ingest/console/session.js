import {
  authorizationUrl,
  checkIdToken,
  discoveryUrl,
  newAttempt,
  readAnswer,
  readDiscovery,
  SignInError,
} from './sign-in.js';

/** @typedef {import('../sign-in.ts').SignIn} SignIn */
/** @typedef {import('./sign-in.js').Attempt} Attempt */
/** @typedef {{ access: string, refresh: string | null, id: string, since: number }} Tokens */
/** @typedef {{ hash: string, draft: string }} Kept What is on the page while somebody signs in elsewhere. */

/** Of this tab alone, and gone with it. */
const [tokensKey, attemptKey, signedOutKey] = ['kaiseki.tokens', 'kaiseki.attempt', 'kaiseki.signedOut'];
/** A new token that is refused at once would be refused for ever. */
const newMs = 10_000;

/** Never: the page is being left. @returns {Promise<never>} */
const leaving = () => new Promise(() => {});

/**
 * Who is signed in on this page, if the host wants to know.
 *
 *   no tokens ── signIn: to the issuer ── start: code for tokens ── calls carry the access token
 *   401 ── renew: refresh token for tokens, or to the issuer again
 *   signOut: no tokens, and the issuer is told; then nothing happens before somebody clicks
 *
 * @param {SignIn | null} signIn null: the host asks nobody
 * @param {() => Kept} keep
 */
export function createSession(signIn, keep) {
  const home = `${location.origin}/`;
  /** @type {Tokens | null} */
  let tokens = read(tokensKey);
  /** @type {Promise<boolean> | null} */
  let renewing = null;

  /** @param {SignIn} at */
  const endpointsOf = async (at) => readDiscovery(await ask(discoveryUrl(at.issuer)), at);

  /**
   * @param {SignIn} at @param {Record<string, string>} grant @param {Tokens | null} before
   * @returns {Promise<Tokens>}
   */
  async function exchange(at, grant, before) {
    const { token } = await endpointsOf(at);
    const body = new URLSearchParams({ client_id: at.clientId, ...grant });
    const said = await ask(token, { method: 'POST', body });
    if (typeof said['access_token'] !== 'string') throw new SignInError('wrongToken');
    return {
      access: said['access_token'],
      refresh: text(said['refresh_token']) ?? before?.refresh ?? null,
      id: text(said['id_token']) ?? before?.id ?? '',
      since: Date.now(),
    };
  }

  /** @param {Tokens} found */
  function hold(found) {
    tokens = found;
    write(tokensKey, found);
  }

  /** To the issuer, who sends the browser back. @returns {Promise<false>} */
  async function leave() {
    if (signIn === null) return false;
    const attempt = newAttempt();
    const url = await authorizationUrl(await endpointsOf(signIn), signIn, attempt, home);
    write(attemptKey, { ...attempt, ...keep() });
    forget(signedOutKey);
    location.assign(url);
    return leaving();
  }

  /** Takes what the issuer sent the browser back with, if it was. @param {SignIn} at @returns {Promise<Kept | null>} */
  async function arrive(at) {
    /** @type {(Attempt & Kept) | null} */
    const attempt = read(attemptKey);
    const { search } = location;
    if (search === '') return null;
    // A code in an address bar, or in its history, is of use to nobody a second time.
    history.replaceState(null, '', `/${attempt?.hash ?? ''}`);
    forget(attemptKey);
    const code = readAnswer(search, attempt, at);
    if (code === null || attempt === null) return null;
    const grant = { grant_type: 'authorization_code', code, redirect_uri: home };
    const found = await exchange(at, { ...grant, code_verifier: attempt.verifier }, null);
    checkIdToken(found.id, at, { nonce: attempt.nonce, now: Date.now() });
    hold(found);
    return attempt;
  }

  function end() {
    tokens = null;
    forget(tokensKey);
    write(signedOutKey, true);
  }

  /** @returns {Promise<boolean>} */
  async function renewOnce() {
    if (signIn === null) return false;
    const before = tokens;
    // Null: another call was refused as well, and it was given up.
    if (before === null || Date.now() - before.since < newMs) {
      end();
      throw new SignInError('notAccepted');
    }
    tokens = null;
    forget(tokensKey);
    if (before.refresh === null) return leave();
    const grant = { grant_type: 'refresh_token', refresh_token: before.refresh };
    return exchange(signIn, grant, before)
      .then(hold)
      .catch(leave)
      .then(() => true);
  }

  return {
    /** Whether calls can be made. */
    isOpen: () => signIn === null || tokens !== null,
    hasSignIn: signIn !== null,
    /** What goes with a call. @returns {Record<string, string>} */
    headers: () => (tokens === null ? {} : { authorization: `Bearer ${tokens.access}` }),

    /**
     * As the page is opened: takes an answer of the issuer, or goes there, unless somebody has just signed out.
     * @returns what was on the page before
     */
    async start() {
      if (signIn === null) return null;
      const kept = await arrive(signIn).catch((error) => {
        // An answer that nobody asked for signs nobody out.
        if (tokens === null) end();
        throw error;
      });
      if (tokens === null && read(signedOutKey) !== true) await leave();
      return kept;
    },
    signIn: leave,

    /**
     * After a 401 of a call that went with these headers: others may have renewed the token since.
     * @param {Record<string, string>} used @returns {Promise<boolean>} whether the call is worth another try
     */
    async renew(used) {
      if (tokens !== null && used['authorization'] !== `Bearer ${tokens.access}`) return true;
      renewing ??= renewOnce().finally(() => (renewing = null));
      return renewing;
    },

    async signOut() {
      const id = tokens?.id ?? '';
      end();
      const endSession = signIn && (await endpointsOf(signIn).catch(() => null))?.endSession;
      const url = new URL(endSession ?? home);
      if (endSession != null && signIn !== null) {
        url.searchParams.set('client_id', signIn.clientId);
        url.searchParams.set('post_logout_redirect_uri', home);
        if (id !== '') url.searchParams.set('id_token_hint', id);
      }
      // Nothing of whoever was signed in stays on the page.
      location.replace(url.href);
      await leaving();
    },
  };
}

/** @param {string} url @param {RequestInit} [init] @returns {Promise<Record<string, unknown>>} */
async function ask(url, init = {}) {
  const response = await fetch(url, {
    ...init,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
  }).catch(() => {
    throw new SignInError('unreachable', new URL(url).origin);
  });
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw new SignInError('refused', said.error_description ?? said.error ?? response.status);
  return said;
}

/** @param {unknown} value */
const text = (value) => (typeof value === 'string' ? value : null);

/** @param {string} key */
function read(key) {
  const found = sessionStorage.getItem(key);
  return found === null ? null : JSON.parse(found);
}
/** @param {string} key @param {unknown} value */
const write = (key, value) => sessionStorage.setItem(key, JSON.stringify(value));
/** @param {string} key */
const forget = (key) => sessionStorage.removeItem(key);
