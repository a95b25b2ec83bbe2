/**
 * `executor slot` as its host sees it: reads its mailbox, says what it does, publishes a manifest. It runs no program:
 * the program's first line is an order: succeed, fail, hang, or lose (end without a manifest).
 */
const { KAISEKI_MAILBOX = '', KAISEKI_SLOT: slot } = process.env;
const empty = { head: '', tail: '', bytes: 0 };

const say = (/** @type {Record<string, unknown>} */ event) =>
  process.stdout.write(`${JSON.stringify(event)}\n`);
const pause = (/** @type {number} */ milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param {string} url @returns {Promise<any>} null when the slot is over */
async function nextAssignment(url) {
  for (;;) {
    const answer = await fetch(url, { headers: { prefer: 'wait=20' } }).catch(() => null);
    if (answer?.status === 200) {
      const message = /** @type {any} */ (await answer.json());
      return message.end ? null : message;
    }
    if (answer !== null && [401, 403, 410].includes(answer.status)) return null;
    await pause(50);
  }
}

/** @param {any} assignment @param {boolean} succeeded */
async function publish({ token, output }, succeeded) {
  const manifest = {
    version: 1,
    token,
    outcome: succeeded ? 'succeeded' : 'failed',
    failure: succeeded ? null : { class: 'time', type: null, message: 'too slow', line: null, traceback: '' },
    answer: 'It is done.',
    metrics: [],
    tables: [],
    artifacts: [],
    warnings: [],
    stdout: empty,
    stderr: empty,
    cut: [],
    usage: { wallSeconds: 0, cpuSeconds: 0, peakMemoryBytes: 1 },
    image: 'fake',
    startedAt: new Date().toISOString(),
    finishedAt: new Date().toISOString(),
  };
  const form = new FormData();
  for (const [name, value] of Object.entries(output.fields)) form.set(name, String(value));
  form.set('key', `${output.prefix}result.json`);
  form.set('Content-Type', 'application/json');
  form.set('file', new Blob([JSON.stringify(manifest)]));
  const answer = await fetch(output.url, { method: 'POST', body: form });
  if (!answer.ok) throw new Error(`the manifest was refused: ${answer.status}`);
}

say({ event: 'ready', mode: 'container', holds: [], missing: [], image: 'fake' });
let url = KAISEKI_MAILBOX;
for (;;) {
  const assignment = await nextAssignment(url);
  if (assignment === null) break;
  const { token, program, next } = assignment;
  say({ event: 'started', slot, token });
  const order = (await (await fetch(program.url)).text()).split('\n')[0];
  if (order === '# hang') await pause(600_000);
  if (order !== '# lose') await publish(assignment, order === '# succeed');
  say({ event: 'ended', slot, token, outcome: order === '# lose' ? 'lost' : 'succeeded' });
  url = next.url;
}
say({ event: 'closed', slot });
