import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Result } from '../../../shared/plan/result.ts';
import { accept, close, commit, createHarness, get, plan1, result, send, succeed } from './harness.ts';
import { cancel } from './states.ts';

const [file] = result.artifacts;
const artifact = (changes: Partial<NonNullable<typeof file>>): Result['artifacts'][number] => {
  assert.ok(file !== undefined);
  return { ...file, ...changes };
};

/** What the redirect to an artifact of a run that succeeded with these artifacts says. */
async function download(name: string, artifacts: Result['artifacts']) {
  const harness = createHarness();
  const id = await accept(harness);
  await succeed(harness, id, { ...result, artifacts });
  const response = await get(harness.app, `/runs/${id}/artifacts/${name}`);
  const location = response.headers.get('location') ?? 'none:';
  const [key = '', query] = location.replace('memory://get/', '').split('?');
  return { status: response.status, key: decodeURIComponent(key), ...parameters(query) };
}

const parameters = (query = ''): { version?: string; seconds?: string; downloadName?: string } =>
  Object.fromEntries(new URLSearchParams(query));

describe('GET /runs/{id}/artifacts/{name}', () => {
  it('leads for five minutes to exactly the object that the result names', async () => {
    const found = await download('users.csv', [
      artifact({ name: 'other.csv', key: 'runs/x/other', version: 'v1' }),
      artifact({ name: 'users.csv', key: 'runs/x/users', version: 'v7' }),
    ]);
    assert.deepEqual(found, {
      status: 307,
      key: 'runs/x/users',
      version: 'v7',
      seconds: '300',
      downloadName: 'users.csv',
    });
  });

  it('tells where that is instead, to whoever does not want to be led', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await succeed(harness, id);
    const path = `/runs/${id}/artifacts/users.csv`;
    const response = await get(harness.app, `${path}?redirect=false`);
    const { url } = (await response.json()) as { url: string };
    assert.equal(response.status, 200);
    assert.equal(url, (await get(harness.app, path)).headers.get('location'));
  });

  it('names no version where none was pinned', async () => {
    const found = await download('a.csv', [artifact({ name: 'a.csv', version: null })]);
    assert.equal(found.version, undefined);
  });

  for (const [name, path] of [
    ['figures/roc.png', 'figures/roc.png'],
    ['figures/roc.png', 'figures%2Froc.png'],
    ['図 1.png', encodeURIComponent('図 1.png')],
    ['100%.png', '100%25.png'],
    ['a%2fb.png', 'a%252fb.png'],
    ['..roc.png', '..roc.png'],
    ['a\u2028b.png', 'a%E2%80%A8b.png'],
    [`${'n'.repeat(296)}.png`, `${'n'.repeat(296)}.png`],
  ] as const) {
    it(`finds ${name.slice(0, 20)} at ${path.slice(0, 40)}`, async () => {
      const found = await download(path, [artifact({ name, key: 'runs/x/this' })]);
      assert.deepEqual([found.status, found.key], [307, 'runs/x/this']);
    });
  }

  for (const [what, path] of [
    ['..', '..%2fusers.csv'],
    ['.. in the middle', 'a/..%2fb.csv'],
    ['.. at the end', 'a%2f..'],
    ['an encoded ..', '%2e%2e%2fusers.csv'],
    ['.', 'a/.%2fb.csv'],
    ['an empty part', 'a//b.csv'],
    ['an empty first part', '%2fusers.csv'],
    ['an empty last part', 'users.csv%2f'],
    ['a backslash', 'a%5cb.csv'],
    ['a tab', 'a%09b'],
    ['a line break', 'a%0d%0aLocation:x'],
    ['an escape', 'a%1b[2J'],
    ['a NUL', 'users.csv%00.png'],
    ['a C1 control character', 'a%c2%85b'],
    ['301 characters', 'n'.repeat(301)],
  ] as const) {
    it(`refuses a name with ${what}, though a result holds it`, async () => {
      const name = decodeURIComponent(path);
      assert.equal((await download(path, [artifact({ name })])).status, 400);
    });
  }

  for (const path of ['nothing.csv', 'USERS.CSV', 'users.csv.', 'users', 'a%252f..%252fb']) {
    it(`does not know ${path}`, async () => {
      assert.equal((await download(path, result.artifacts)).status, 404);
    });
  }

  it('does not know what is no artifact though it is the run’s object', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await succeed(harness, id);
    for (const name of ['request.json', 'log/000001', `runs/${id}/request.json`])
      assert.equal((await get(harness.app, `/runs/${id}/artifacts/${name}`)).status, 404, name);
  });

  it('has nothing yet while the run is open', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await plan1(harness, id);
    const response = await get(harness.app, `/runs/${id}/artifacts/users.csv`);
    const { detail } = (await response.json()) as { detail: string };
    assert.deepEqual([response.status, detail], [404, `Run ${id} has no artifacts yet.`]);
  });

  it('has nothing for a run that failed', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    const problem = { code: 'program', title: 'It failed', detail: 'ValueError' };
    await commit(harness, id, { type: 'run.failed', stage: 'planner', problem });
    assert.equal((await get(harness.app, `/runs/${id}/artifacts/users.csv`)).status, 404);
  });

  it('is 410 once the run was deleted', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await cancel(harness, id);
    await close(harness, id);
    await send(harness.app, 'DELETE', `/runs/${id}`);
    assert.equal((await get(harness.app, `/runs/${id}/artifacts/users.csv`)).status, 410);
  });
});

describe('what a program wrote', () => {
  for (const [name, mediaType] of [
    ['chart.svg', 'image/svg+xml'],
    ['page.html', 'text/html'],
    ['page.html', 'text/html; charset=utf-8'],
    ['page.xhtml', 'application/xhtml+xml'],
    ['a.pdf', 'application/pdf'],
    ['a.png', 'image/png, text/html'],
    ['a.bin', ''],
  ] as const) {
    it(`is downloaded, not shown: ${mediaType}`, async () => {
      assert.equal((await download(name, [artifact({ name, mediaType })])).downloadName, name);
    });
  }

  for (const mediaType of ['image/png', 'image/jpeg', 'image/webp', 'image/gif']) {
    it(`is shown: ${mediaType}`, async () => {
      const found = await download('a.png', [artifact({ name: 'a.png', mediaType })]);
      assert.equal(found.downloadName, undefined);
    });
  }

  it('is downloaded under its own name without the folder, quotes and separators', async () => {
    const name = 'figures/my "best"; 100%.svg';
    const found = await download(encodeURIComponent(name), [artifact({ name })]);
    assert.equal(found.downloadName, 'my _best__ 100_.svg');
  });

  it('is downloaded though it claims to be the report', async () => {
    const forged = { name: 'report.html', kind: 'report', mediaType: 'text/html' } as const;
    const key = 'runs/r000001/attempts/1/1/artifacts/report.html';
    assert.equal((await download('report.html', [artifact({ ...forged, key })])).downloadName, 'report.html');
  });

  it('is downloaded though it lies where another run’s report would be', async () => {
    const key = 'runs/r000002/report/1/report.html';
    const found = await download('a.html', [artifact({ name: 'a.html', mediaType: 'text/html', key })]);
    assert.equal(found.downloadName, 'a.html');
  });
});

describe('what the reporter wrote', () => {
  for (const [name, mediaType] of [
    ['report.html', 'text/html; charset=utf-8'],
    ['chart.svg', 'image/svg+xml'],
  ] as const) {
    it(`is shown: ${name}`, async () => {
      const key = `runs/r000001/report/1/${name}`;
      const found = await download(name, [artifact({ name, kind: 'report', mediaType, key })]);
      assert.deepEqual([found.status, found.key, found.downloadName], [307, key, undefined]);
    });
  }
});
