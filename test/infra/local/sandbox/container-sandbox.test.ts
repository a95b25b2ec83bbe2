import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { HostOptions } from '../../../../infra/local/host.ts';
import { givenPlans, startTestHost, type TestHost } from '../host/kit.ts';

const engine = fileURLToPath(new URL('../../../fakes/container-engine.mjs', import.meta.url));
const orders = ['succeed', 'fail', 'hang', 'lose'];

/** The whole host, its containers processes of a fake engine that speak the executor's words. */
describe('programs in containers', function () {
  this.timeout(60_000);
  let folder: string;
  let stateDirectory: string;
  let host: TestHost | null;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaiseki-engine-'));
    stateDirectory = await mkdtemp(join(tmpdir(), 'kaiseki-test-'));
    process.env['FAKE_ENGINE'] = folder;
    host = null;
  });
  afterEach(async () => {
    await host?.close();
    delete process.env['FAKE_ENGINE'];
    assert.deepEqual(await containers(), []);
    for (const one of [folder, stateDirectory]) await rm(one, { recursive: true, force: true });
  });

  const start = async (more: Partial<HostOptions> = {}): Promise<TestHost> =>
    (host = await startTestHost({
      stateDirectory,
      programs: { mode: 'container', engine, image: 'kaiseki-executor:test' },
      preparePython: () => Promise.reject(new Error('containers bring their own Python')),
      planPrompt: givenPlans({
        ...Object.fromEntries(orders.map((order) => [order, { program: `# ${order}\n` }])),
        mend: {
          program: '# fail\n',
          fallbacks: [{ on: 'time', program: '# succeed\n', note: 'Less of it.' }],
        },
      }),
      ...more,
    }));
  const containers = async (): Promise<string[]> =>
    (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.container'));
  const calls = async (): Promise<string[][]> =>
    (await readFile(join(folder, 'calls'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string[]);
  const runs = async () => (await calls()).filter(([command]) => command === 'run');
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('runs a program in a container of its own, which is gone with the run', async () => {
    const run = await (await start()).ask('succeed');
    assert.deepEqual([run.status, run.answer], ['succeeded', 'It is done.']);
    await until(async () => (await containers()).length === 0);
    assert.equal((await runs()).length, 1);
  });

  it('says nothing secret in its arguments, and names the filter of system calls that the tree holds', async () => {
    await (await start()).ask('succeed');
    const [command = []] = await runs();
    assert.ok(command.includes('--env=KAISEKI_MAILBOX'));
    assert.doesNotMatch(command.join(' '), /signature|http:/);
    const filter = command.find((option) => option.startsWith('--security-opt=seccomp='));
    assert.ok('syscalls' in (JSON.parse(await readFile(filter?.split('=')[2] ?? '', 'utf8')) as object));
  });

  it('repairs in the container that the attempt before ran in', async () => {
    const run = await (await start()).ask('mend');
    assert.deepEqual(
      run.attempts.map(({ outcome }) => outcome),
      ['failed', 'succeeded'],
    );
    assert.equal((await runs()).length, 1);
  });

  it('launches again when a container is killed, and when one ends without a manifest', async () => {
    const { post, ended } = await start();
    const { id } = await post('hang');
    await until(() => isStarted(id));
    const [name = ''] = await containers();
    process.kill((JSON.parse(await readFile(join(folder, name), 'utf8')) as { pid: number }).pid, 'SIGKILL');
    await until(async () => (await runs()).length === 2);
    await host?.cancel(id);
    assert.equal((await ended(id)).status, 'cancelled');

    const { id: lost } = await post('lose');
    const run = await ended(lost);
    assert.equal(run.status, 'failed');
    assert.match(run.problem?.detail ?? '', /lost 3 times/);
  });

  it('kills the container of a cancelled run', async () => {
    const { post, cancel } = await start();
    const { id } = await post('hang');
    await until(() => isStarted(id));
    await cancel(id);
    await until(async () => (await containers()).length === 0);
  });

  it('keeps Ctrl-C in the terminal from the program', async () => {
    await start({ warm: true });
    await until(async () => (await containers()).length === 1);
    const [name = ''] = await containers();
    const { client } = JSON.parse(await readFile(join(folder, name), 'utf8')) as { client: number };
    // The terminal signals a group of processes: the engine's client leads one of its own.
    process.kill(-client, 0);
  });

  it('keeps one waiting where programs are expected, and replaces it when it is taken', async () => {
    const warm = await start({ warm: true });
    await until(async () => (await containers()).length === 1);
    const [waiting = ''] = await containers();
    assert.equal((await warm.ask('succeed')).status, 'succeeded');
    await until(async () => {
      const now = await containers();
      return now.length === 1 && now[0] !== waiting;
    });
    assert.equal((await runs()).length, 2);
  });

  it('removes what a killed host left, and launches its runs again', async () => {
    const { post } = await start();
    const { id } = await post('hang');
    await until(() => isStarted(id));
    const [left = ''] = await containers();
    const known = await readFile(join(folder, left), 'utf8');
    await host?.close();
    // As if the host had been killed, and its container lived on.
    const sleeper = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    await writeFile(join(folder, left), known.replace(/"pid":\d+/, `"pid":${sleeper.pid}`));
    await start();
    const [, signal] = (await once(sleeper, 'exit')) as [number | null, string];
    assert.equal(signal, 'SIGKILL');
    await until(async () => (await runs()).length === 2);
    assert.ok(!(await containers()).includes(left));
    await host?.cancel(id);
  });

  it('says what to do when the image, the engine or its daemon is missing, or containers do not start', async () => {
    const detail = async (
      fault: string | null,
      programs: Partial<{ engine: string }> = {},
    ): Promise<string> => {
      if (fault !== null) await writeFile(join(folder, fault), '');
      const container = { mode: 'container', engine, image: 'kaiseki-executor:test', ...programs } as const;
      const run = await (await start({ programs: container })).ask('succeed');
      await host?.close();
      if (fault !== null) await rm(join(folder, fault));
      return run.problem?.detail ?? run.status;
    };
    assert.match(await detail('imageless'), /kaiseki-executor:test.* is missing\. Type: npm run image$/);
    assert.match(await detail('silent'), /does not answer \(Cannot connect.*\)\. Start/);
    assert.match(await detail(null, { engine: join(folder, 'none') }), /none was not found/);
    assert.match(await detail('broken'), /^Containers do not start: .*no space left on device/);
    assert.equal(await detail(null), 'succeeded');
  });

  it('leaves running containers alone when others cannot be started', async () => {
    const { post, ask, cancel } = await start();
    const ids: string[] = [];
    for (const count of [1, 2]) {
      ids.push((await post('hang')).id);
      await until(async () => (await containers()).length === count);
    }
    await writeFile(join(folder, 'broken'), '');
    assert.match((await ask('succeed')).problem?.detail ?? '', /^Containers do not start/);
    await cancel(ids[0] ?? '');
    await until(async () => (await containers()).length < 2);
    assert.equal((await containers()).length, 1);
    await cancel(ids[1] ?? '');
  });

  /** Its container is there, and the run knows. */
  const isStarted = async (id: string): Promise<boolean> => {
    const run = (await (await fetch(`${host?.url}/runs/${id}`)).json()) as { status: string };
    return run.status === 'executing' && (await containers()).length === 1;
  };
});
