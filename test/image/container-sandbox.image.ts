import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import { callEngine, findEngine, type Engine } from '../../infra/local/sandbox/engine.ts';
import { labelOf, readPrograms } from '../../infra/local/sandbox/programs.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import { createTestClient, sampleInput, type TestHost } from '../infra/local/host/kit.ts';
import { startHostProcess } from '../infra/local/host/host-process.ts';
import { startContainerHost } from './container-host.ts';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const seedPrompt =
  "'interaction'テーブルから機械学習モデルを作成してください。'purchase'列をターゲット変数として使用してください。";

describe('a host whose programs run in containers of the image', function () {
  this.timeout(180_000);
  let engine: Engine;
  let stateDirectory: string;
  let host: TestHost | null;
  // Without Docker or podman, or without the image, nothing below would mean anything: the sentence says what to type.
  before(async () => {
    const programs = readPrograms('container', process.env);
    assert.ok(programs.mode === 'container');
    engine = await findEngine({ command: programs.engine, image: programs.image });
  });
  beforeEach(async () => {
    host = null;
    stateDirectory = await mkdtemp(join(tmpdir(), 'kaiseki-image-'));
  });
  afterEach(async () => {
    await host?.close();
    assert.deepEqual(await containers(), []);
    await rm(stateDirectory, { recursive: true, force: true });
  });

  const containers = async (): Promise<string[]> => {
    const filter = `--filter=label=${labelOf(stateDirectory)}`;
    const { stdout } = await callEngine(engine.command, ['ps', '--all', '--format={{.Names}}', filter]);
    return stdout.split('\n').filter((name) => name !== '');
  };
  /** Awaits a condition of the outside world; mocha's own limit ends it. */
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const isAsleep = async (url: string, id: string): Promise<boolean> =>
    ((await (await fetch(`${url}/runs/${id}`)).json()) as RunDocument).progress.text === 'asleep';
  const start = async (more: Parameters<typeof startContainerHost>[0] = {}): Promise<TestHost> =>
    (host = await startContainerHost({ stateDirectory, ...more }));

  it('trains the model of the README from one command, and leaves no container', async () => {
    const folders = ['--state', stateDirectory, '--results', join(stateDirectory, 'results')];
    const args = [file('../../infra/cli/ask.ts'), '--json', '--programs', 'container', ...folders];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...args, '--input', sampleInput, seedPrompt],
      { maxBuffer: 2 ** 24 },
    );
    const run = JSON.parse(stdout) as RunDocument;
    assert.equal(run.status, 'succeeded');
    assert.ok((run.metrics.find((metric) => metric.name === 'roc_auc')?.value ?? 0) > 0.7);
    assert.ok(run.artifacts.some((artifact) => artifact.name === 'model.joblib'));
  });

  it('shows a program neither its address nor its neighbours', async () => {
    const run = await (await start()).ask('curious');
    assert.equal(run.problem?.detail ?? run.status, 'succeeded');
  });

  it('mends a program in the container where it failed', async () => {
    const { post, ended } = await start();
    const { id } = await post('mended', { limits: { programSeconds: 3 } });
    await until(() => isAsleep(host?.url ?? '', id));
    const seen = new Set(await containers());
    let over = false;
    const [run] = await Promise.all([
      ended(id).finally(() => (over = true)),
      until(async () => {
        for (const name of await containers()) seen.add(name);
        return over;
      }),
    ]);
    assert.deepEqual(
      run.attempts.map((attempt) => [attempt.outcome, attempt.class]),
      [
        ['failed', 'time'],
        ['succeeded', null],
      ],
    );
    assert.equal(seen.size, 1);
  });

  it('kills the container of a cancelled run', async () => {
    const { url, post, cancel } = await start();
    const { id } = await post('endless');
    await until(() => isAsleep(url, id));
    assert.equal((await cancel(id)).status, 'cancelled');
    await until(async () => (await containers()).length === 0);
  });

  it('launches another container when one is killed from outside', async () => {
    const { url, post, ended } = await start();
    const { id } = await post('slow');
    await until(() => isAsleep(url, id));
    const [first = ''] = await containers();
    await callEngine(engine.command, ['kill', first]);
    const run = await ended(id);
    assert.deepEqual([run.status, run.attempts[0]?.launches], ['succeeded', 2]);
  });

  it('hands a program to the container that waits, and has another wait', async () => {
    const warm = await start({ warm: true });
    await until(async () => (await containers()).length === 1);
    const [waiting = ''] = await containers();
    const { id } = await warm.post('slow');
    await until(() => isAsleep(warm.url, id));
    const both = await containers();
    assert.ok(both.length === 2 && both.includes(waiting), both.join());
    await warm.ended(id);
    await until(async () => !(await containers()).includes(waiting));
    assert.equal((await containers()).length, 1);
  });

  it('removes what a killed host left running, and runs it again', async () => {
    const first = await startHostProcess(new URL('host.ts', import.meta.url), stateDirectory);
    const { id } = await createTestClient(first.url).post('slow');
    await until(() => isAsleep(first.url, id));
    const left = await containers();
    const exited = once(first.process, 'exit');
    first.process.kill('SIGKILL');
    await exited;
    assert.deepEqual([(await containers()).length, left.length], [1, 1]);
    const { ended } = await start();
    const run = await ended(id);
    assert.equal(run.status, 'succeeded');
    assert.ok(!(await containers()).includes(left[0] ?? ''));
  });
});
