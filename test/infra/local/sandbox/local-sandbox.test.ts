import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import type { ExecutorControl, ExecutorEvent } from '../../../../infra/local/sandbox/executor-process.ts';
import { createLocalSandbox } from '../../../../infra/local/sandbox/local-sandbox.ts';
import { createCountingIds } from '../../../fakes/counting-ids.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const deadline = new Date('2026-01-01T00:15:00.000Z');

describe('local sandbox', () => {
  let sent: ExecutorControl[];
  let hints: string[];
  let handlers: { onEvent: (event: ExecutorEvent) => void; onExit: (reason: string) => void };
  let sandbox: ReturnType<typeof createLocalSandbox>;
  let started: number;

  const create = (prepare: () => Promise<{ interpreter: string }>) =>
    createLocalSandbox({
      store: createMemoryStore(),
      ids: createCountingIds(),
      clock: createVirtualClock(),
      log: silent,
      capacity: 2,
      preparePython: prepare,
      startExecutor(given) {
        started++;
        handlers = given;
        return { send: (control) => void sent.push(control), close: async () => undefined };
      },
      onHint: (runId) => void hints.push(runId),
    });
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    sent = [];
    hints = [];
    started = 0;
    sandbox = create(async () => ({ interpreter: 'python' }));
  });

  async function ready(): Promise<void> {
    assert.equal(await sandbox.reserve({ runId: 'early', deadline }), null);
    await settle();
    handlers.onEvent({ event: 'ready', mode: 'userns', image: 'python' });
    await settle();
  }
  async function launch(token: string, runId: string) {
    const reservation = await sandbox.reserve({ runId, deadline });
    assert.ok(reservation !== null);
    return sandbox.start({ ...reservation, token, runId, assignment: 1, deadline });
  }

  it('starts the executor with the first program, and tells who waited for it', async () => {
    assert.equal(started, 0);
    await ready();
    assert.equal(started, 1);
    assert.deepEqual(hints, ['early']);
    assert.equal(sent.filter((control) => 'mailbox' in control).length, 2);
  });

  it('says why programs cannot run, and tries again when asked again later', async () => {
    sandbox = create(async () => Promise.reject(new Error('Install Python 3.11.')));
    await sandbox.refusal();
    await settle();
    assert.equal(await sandbox.refusal(), 'Install Python 3.11.');
  });

  it('reports a launch as running until the executor says that it ended', async () => {
    await ready();
    const handle = await launch('r/1/s/1', 'r');
    assert.deepEqual(await sandbox.inspect(handle), { status: 'running' });
    handlers.onEvent({ event: 'ended', slot: 'x', token: 'r/1/s/1', outcome: 'failed' });
    assert.equal((await sandbox.inspect(handle)).status, 'ended');
    assert.ok(hints.includes('r'));
  });

  it('stops by token, closes the slot and serves a new one', async () => {
    await ready();
    await launch('r/1/s/1', 'r');
    sent = [];
    assert.equal(await sandbox.stop('r/1/s/1'), 'stopping');
    await settle();
    assert.deepEqual(
      sent.map((control) => Object.keys(control)[0]),
      ['stop', 'close', 'slot'],
    );
  });

  it('never starts what was stopped before it began', async () => {
    await ready();
    assert.equal(await sandbox.stop('r/1/s/1'), 'ended');
    sent = [];
    const handle = await launch('r/1/s/1', 'r');
    assert.equal((await sandbox.inspect(handle)).status, 'ended');
    assert.deepEqual(sent, []);
  });

  it('does not count launches of a host that is gone', async () => {
    await ready();
    assert.deepEqual(await sandbox.inspect('earlier-boot/r/1/s/1'), {
      status: 'ended',
      counted: false,
      reason: 'the host restarted',
    });
  });

  it('ends every launch when the executor dies', async () => {
    await ready();
    const handle = await launch('r/1/s/1', 'r');
    handlers.onExit('it ended with SIGKILL');
    assert.deepEqual(await sandbox.inspect(handle), {
      status: 'ended',
      counted: true,
      reason: 'the executor is gone: it ended with SIGKILL',
    });
  });
});
