import { createArtifacts } from './artifacts.js';
import { element } from './elements.js';
import { createRunList } from './run-list.js';
import { createSession } from './session.js';
import { SignInError } from './sign-in.js';
import { hasEnded, renderCatalog, renderRun } from './view.js';
import { words } from './words.js';

/** @typedef {import('../../../shared/run/document.ts').RunDocument} Run */

/** @param {string} id @returns {HTMLElement} */
function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}

const prompt = /** @type {HTMLTextAreaElement} */ (byId('prompt'));
/** @type {Run | null} The run that the next question follows up. */
let parent = null;
/** @type {AbortController} */
let watching = new AbortController();
const runList = createRunList(byId('runs'), byId('more'), call);
/** @type {ReturnType<typeof createSession>} */
let session = createSession(null, keep);

/** What would be lost while somebody signs in elsewhere. */
function keep() {
  return { hash: location.hash, draft: prompt.value };
}

/** @param {string} path @param {Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }} [init] */
async function call(path, init = {}) {
  const send = (/** @type {Record<string, string>} */ who) =>
    fetch(path, { ...init, headers: { ...init.headers, ...who } }).catch((error) => {
      if (error instanceof DOMException) throw error;
      throw new Error(words.unreachable);
    });
  const who = session.headers();
  let response = await send(who);
  if (response.status === 401 && (await session.renew(who))) response = await send(session.headers());
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail ?? body.title ?? body.message);
  return body;
}

/** @param {unknown} body */
const json = (body) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** @param {unknown} error */
function showError(error) {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  byId('error').textContent =
    error instanceof SignInError
      ? `${words.notSignedIn[error.reason]}${error.detail}`
      : error instanceof Error
        ? error.message
        : String(error);
  byId('error').hidden = false;
  showSession();
}

/** The one button that signs in or out, where there is something to sign in to. */
function showSession() {
  byId('session').hidden = !session.hasSignIn;
  byId('session').textContent = session.isOpen() ? words.signOut : words.signIn;
}

/** @param {string} text */
async function ask(text) {
  byId('error').hidden = true;
  const run = await call(
    '/prompt',
    json({ prompt: text, ...(parent !== null && { parentRunId: parent.id }) }),
  );
  prompt.value = '';
  followUp(null);
  location.hash = run.id;
  await runList.refresh();
}

/** @param {Run | null} run */
function followUp(run) {
  parent = run;
  byId('parent').hidden = run === null;
  byId('parent').replaceChildren(
    ...(run === null
      ? []
      : [
          words.followingUp,
          element('em', {}, run.title ?? ''),
          ' ',
          element('button', { type: 'button', class: 'quiet', click: () => followUp(null) }, words.forget),
        ]),
  );
  if (run !== null) prompt.focus();
}

const actions = {
  /** @param {Run} run */
  cancel: (run) => void call(`/runs/${run.id}/cancel`, json({})).then(show).catch(showError),
  followUp,
  /** @param {string} text */
  ask: (text) => void ask(text).catch(showError),
  get artifacts() {
    return createArtifacts(session, call, showError);
  },
};

/** @param {Run} run */
function show(run) {
  if (location.hash.slice(1) === run.id) byId('run').replaceChildren(...renderRun(run, actions));
  runList.show(run);
}

/** Shows the run of the address bar until it has ended, or until another is chosen. */
async function watch() {
  watching.abort();
  watching = new AbortController();
  const { signal } = watching;
  const id = location.hash.slice(1);
  byId('catalog').hidden = id !== '';
  if (id === '') return byId('run').replaceChildren();
  for (;;) {
    /** @type {Run} */
    const run = await call(`/runs/${encodeURIComponent(id)}`, { signal });
    show(run);
    if (hasEnded(run)) return;
    // Progress is no reason for a waiting reader to be answered: look now and then.
    await call(`/runs/${encodeURIComponent(id)}`, { signal, headers: { prefer: 'wait=1' } });
  }
}

for (const [id, text] of [
  ['prompt-label', words.ask],
  ['send', words.send],
  ['runs-title', words.runs],
  ['more', words.more],
])
  byId(id ?? '').textContent = text ?? '';
byId('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  if (prompt.value.trim() !== '') actions.ask(prompt.value);
});
prompt.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) actions.ask(prompt.value);
});
byId('more').addEventListener('click', () => void runList.extend().catch(showError));
byId('session').addEventListener('click', () => {
  const done = session.isOpen() ? session.signOut() : session.signIn();
  void done.catch(showError);
});

function open() {
  addEventListener('hashchange', () => void watch().catch(showError));
  call('/catalog')
    .then((catalog) => byId('catalog').replaceChildren(...renderCatalog(catalog)))
    .catch(showError);
  runList.refresh().catch(showError);
  watch().catch(showError);
}

call('/console/config.json')
  .then(async ({ auth }) => {
    session = createSession(auth, keep);
    /** @type {unknown} */
    let trouble = words.signedOut;
    const kept = await session.start().catch((error) => {
      trouble = error;
      return null;
    });
    if (kept !== null) prompt.value = kept.draft;
    showSession();
    if (session.isOpen()) open();
    else showError(trouble);
  })
  .catch(showError);
