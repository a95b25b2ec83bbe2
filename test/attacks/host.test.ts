import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { RunDocument } from '../../shared/run/document.ts';
import { givenPlans, startTestHost, type TestHost } from '../infra/local/host/kit.ts';

const program = `
import kaiseki
kaiseki.metric("n", 7)
kaiseki.answer("{{metric.n}}")
kaiseki.progress(1, "on")
open("notes.txt", "w").write("true")
open("%2e%2e%2fresult.json", "w").write("odd")
open("result.json", "w").write('{"version": 1, "outcome": "failed"}')
open("page.html", "w").write("<script>alert(1)</script>")
`;

interface Assignment {
  output: { url: string; fields: Record<string, string>; prefix: string };
  next: { url: string };
  program: { url: string };
}

describe('a whole host, attacked with the URLs of a run that has ended', function () {
  this.timeout(120_000);
  let host: TestHost;
  let run: RunDocument;
  let assignment: Assignment;

  before(async () => {
    host = await startTestHost({ planPrompt: givenPlans({ go: { program } }) });
    run = await host.ask('go');
    assert.equal(run.status, 'succeeded', JSON.stringify(run.problem));
    while (!(await events()).closed) await setTimeout(20);
    assignment = readAssignment(join(host.stateDirectory, 'kaiseki.db'));
  });
  after(() => host.destroy());

  const post = async (name: string, body: string) => {
    const { url, fields, prefix } = assignment.output;
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) form.set(key, value);
    form.set('key', prefix + name);
    form.set('file', new Blob([body]));
    return (await fetch(url, { method: 'POST', body: form })).status;
  };
  const events = async () =>
    (await (await fetch(`${host.url}/runs/${run.id}/events`)).json()) as { closed: boolean };
  const seen = async () => {
    const document = await (await fetch(`${host.url}/runs/${run.id}`)).json();
    const files = await Promise.all(
      run.artifacts.map(async ({ href }) => Buffer.from(await host.download(href)).toString('base64')),
    );
    return { document, events: await events(), files };
  };

  it('shows after every late write what it showed before', async () => {
    const shown = await seen();
    const forged = JSON.stringify({ version: 1, token: 'x', outcome: 'failed', fraction: 0, text: 'forged' });
    for (const name of [
      'result.json',
      'progress.json',
      'program.py',
      'artifacts/notes.txt',
      'artifacts/new.txt',
      'artifacts/report.html',
    ])
      await post(name, forged);
    assert.deepEqual(await seen(), shown);
  });

  it('refuses what would be new, even a file that nobody looks at', async () => {
    assert.equal(await post('artifacts/new.txt', 'x'), 403);
    assert.equal(await post('progress.json', 'x'), 403);
  });

  it('publishes files of any name under that name, and takes none of them for its own', async () => {
    const names = run.artifacts.map(({ name }) => name);
    for (const name of ['%2e%2e%2fresult.json', 'result.json', 'notes.txt'])
      assert.ok(names.includes(name), name);
    const odd = run.artifacts.find(({ name }) => name === '%2e%2e%2fresult.json');
    assert.equal(new TextDecoder().decode(await host.download(odd?.href ?? '')), 'odd');
  });

  it('lets no page that a program wrote run in a browser', async () => {
    const page = run.artifacts.find(({ name }) => name === 'page.html');
    const response = await fetch(new URL(page?.href ?? '', host.url));
    assert.match(response.headers.get('content-security-policy') ?? '', /^sandbox; default-src 'none'/);
    assert.match(response.headers.get('content-disposition') ?? '', /^attachment/);
  });

  it('holds no signed URL and no secret in what it shows', async () => {
    assert.doesNotMatch(JSON.stringify(await seen()), /signature=|"policy"|\/objects\//);
  });
});

/** The assignment of the only program that has run, as its slot's mailbox held it. */
function readAssignment(file: string): Assignment {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare("select body from objects where key glob 'slots/*/1'").all();
    assert.equal(rows.length, 1);
    return JSON.parse(new TextDecoder().decode(rows[0]?.['body'] as Uint8Array)) as Assignment;
  } finally {
    database.close();
  }
}
