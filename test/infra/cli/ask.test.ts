import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'mocha';
import { runDocumentSchema } from '../../../shared/run/document.ts';
import { discoverHost } from '../../../infra/local/discovery.ts';
import { sampleInput, startTestHost } from '../local/host/kit.ts';

const script = fileURLToPath(new URL('../../../infra/cli/ask.ts', import.meta.url));

describe('ask', function () {
  this.timeout(60_000);
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaiseki-ask-'));
    await mkdir(join(folder, 'input'));
    await writeFile(join(folder, 'input', 'fruits.csv'), 'name,weight\napple,150\npear,170\n');
    await writeFile(join(folder, 'input', 'broken.csv'), 'a,b\n1\n');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function ask(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  }

  it('answers, keeps the results, and leaves nothing running', async () => {
    const { code, out, err } = await ask('How many fruits are there?');
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /Number of fruits: 2\./);
    const [run] = await readdir(join(folder, 'results'));
    assert.deepEqual((await readdir(join(folder, 'results', run ?? ''))).toSorted(), [
      'report.html',
      'result.csv',
      'result.parquet',
      'run.json',
    ]);
    await assert.rejects(readFile(join(folder, '.kaiseki', 'host.json')), /ENOENT/);
  });

  it('prints the run document, and nothing else, with --json', async () => {
    const { code, out } = await ask('--json', 'What is the average weight?');
    const document = runDocumentSchema.parse(JSON.parse(out));
    assert.deepEqual([code, document.status, document.tables[0]?.rows], [0, 'succeeded', [[160]]]);
  });

  it('ends with 3 when it asks back, with 2 when it is used wrongly', async () => {
    const unclear = await ask('What is the weather?');
    assert.deepEqual([unclear.code, /weather/.test(unclear.out)], [3, true]);
    assert.equal((await ask()).code, 2);
  });

  it('ends with 1 and the reason when the input folder is not there, or the prompt is too long', async () => {
    const missing = await ask('--state', 'other-state', '--input', 'nowhere', 'How many?');
    assert.deepEqual([missing.code, /nowhere cannot be read/.test(missing.err)], [1, true]);
    const long = await ask('x'.repeat(8_001));
    assert.deepEqual([long.code, /8,000/.test(long.err)], [1, true]);
  });

  it('cancels its run at Ctrl-C, and ends with 130', async () => {
    const args = [
      '--state',
      'third-state',
      '--input',
      sampleInput,
      '--json',
      'Train a model that predicts purchase from interactions',
    ];
    const child = spawn(process.execPath, [script, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
    // The host has announced itself before the prompt is posted; a run takes seconds from there.
    while ((await discoverHost(join(folder, 'third-state'))) === null) await delay(20);
    const { url } = (await discoverHost(join(folder, 'third-state'))) ?? { url: '' };
    const runs = async () => ((await (await fetch(`${url}/runs`)).json()) as { runs: unknown[] }).runs;
    while ((await runs()).length === 0) await delay(20);
    child.kill('SIGINT');
    assert.equal(await closed, 130);
    assert.equal(runDocumentSchema.parse(JSON.parse(out)).status, 'cancelled');
  });

  it('goes on when the host that it used ends: two questions at once', async () => {
    const both = await Promise.all(
      ['How many fruits are there?', 'What is the average weight?'].map((prompt) =>
        ask('--state', 'fourth-state', '--json', prompt),
      ),
    );
    assert.deepEqual(
      both.map(({ code, err, out }) => [code, err, runDocumentSchema.parse(JSON.parse(out)).status]),
      [
        [0, '', 'succeeded'],
        [0, '', 'succeeded'],
      ],
    );
  });

  it('uses the host that listens on the state folder', async () => {
    const host = await startTestHost({ stateDirectory: join(folder, 'shared-state') });
    try {
      const { code, out } = await ask('--state', 'shared-state', 'How many users are there?');
      assert.equal(code, 0);
      assert.match(out, /1,000/);
      const other = await ask('--state', 'shared-state', '--input', 'input', 'How many fruits are there?');
      assert.deepEqual([other.code, /reads/.test(other.err)], [1, true]);
    } finally {
      await host.close();
    }
  });
});
