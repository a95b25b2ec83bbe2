import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import type { ExecutorEvent } from '../../../../infra/local/sandbox/executor-events.ts';
import type { ExecutorControl } from '../../../../infra/local/sandbox/executor-process.ts';
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
  let clock: ReturnType<typeof createVirtualClock>;

  const create = (prepare: () => Promise<{ interpreter: string }>) =>
    createLocalSandbox({
      store: createMemoryStore(),
      ids: createCountingIds(),
      clock,
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
    clock = createVirtualClock();
    sandbox = create(async () => ({ interpreter: 'python' }));
  });

  async function ready(): Promise<void> {
    assert.equal(await sandbox.reserve({ runId: 'early', deadline }), null);
    await settle();
    handlers.onEvent({ event: 'ready', mode: 'userns', holds: [], missing: [], image: 'python' });
    await settle();
  }
  async function launch(token: string, runId: string) {
    const reservation = await sandbox.reserve({ runId, deadline });
    assert.ok(reservation !== null);
    const handle = await sandbox.start({ ...reservation, token, runId, assignment: 1, deadline });
    return { handle, slot: reservation.slot };
  }

  it('starts the executor with the first program, and tells who waited for it', async () => {
    assert.equal(started, 0);
    await ready();
    assert.equal(started, 1);
    assert.deepEqual(hints, ['early']);
    assert.equal(sent.filter((control) => 'mailbox' in control).length, 2);
  });

  it('says why programs cannot run, and tries again a minute later', async () => {
    let failures = 0;
    sandbox = create(async () => {
      if (failures++ === 0) throw new Error('Install Python 3.11.');
      return { interpreter: 'python' };
    });
    await sandbox.refusal();
    await settle();
    assert.equal(await sandbox.refusal(), 'Install Python 3.11.');
    assert.equal(started, 0);
    clock.advance(61);
    assert.equal(await sandbox.refusal(), null);
    await settle();
    assert.equal(started, 1);
  });

  it('does not start an executor for ever that never gets ready, and says so', async () => {
    void sandbox.reserve({ runId: 'r', deadline });
    for (let i = 0; i < 5; i++) {
      await settle();
      handlers.onExit('it ended with code 1');
      await settle();
      clock.advance(1);
    }
    assert.equal(started, 3);
    assert.match((await sandbox.refusal()) ?? '', /does not start: it ended with code 1/);
  });

  it('reports a launch as running until the executor says that it ended', async () => {
    await ready();
    const { handle } = await launch('r/1/s/1', 'r');
    assert.deepEqual(await sandbox.inspect(handle), { status: 'running' });
    handlers.onEvent({ event: 'ended', slot: 'x', token: 'r/1/s/1', outcome: 'failed' });
    assert.equal((await sandbox.inspect(handle)).status, 'ended');
    assert.ok(hints.includes('r'));
  });

  it('stops by token, closes the slot and serves a new one', async () => {
    await ready();
    const { slot } = await launch('r/1/s/1', 'r');
    sent = [];
    assert.equal(await sandbox.stop({ token: 'r/1/s/1', runId: 'r', slot }), 'stopping');
    await settle();
    assert.deepEqual(sent.slice(0, 2), [{ stop: slot, token: 'r/1/s/1' }, { close: slot }]);
    assert.deepEqual(Object.keys(sent[2] ?? {}), ['slot', 'mailbox']);
  });

  it('ends what was stopped before it was started: its assignment may be in the mailbox', async () => {
    await ready();
    const { slot } = (await sandbox.reserve({ runId: 'r', deadline })) ?? { slot: '' };
    sent = [];
    const stop = () => sandbox.stop({ token: 'r/1/s/1', runId: 'r', slot });
    assert.equal(await stop(), 'stopping');
    assert.deepEqual(sent.slice(0, 2), [{ stop: slot, token: 'r/1/s/1' }, { close: slot }]);
    await sandbox.start({ token: 'r/1/s/1', runId: 'r', slot, warm: true, assignment: 1, deadline });
    handlers.onEvent({ event: 'ended', slot, token: 'r/1/s/1', outcome: 'stopped' });
    assert.equal(await stop(), 'ended');
    assert.equal(sent.filter((control) => 'mailbox' in control && control.slot === slot).length, 0);
  });

  it('leaves the slot of another run alone', async () => {
    await ready();
    const { slot } = await launch('r/1/s/1', 'r');
    sent = [];
    assert.equal(await sandbox.stop({ token: 'other/1/s/1', runId: 'other', slot }), 'ended');
    assert.deepEqual(sent, []);
  });

  it('ends a reservation that never starts, and lends its slot to nobody', async () => {
    await ready();
    const kept = await sandbox.reserve({ runId: 'a', deadline });
    clock.advance(61);
    sent = [];
    const next = await sandbox.reserve({ runId: 'b', deadline });
    assert.notEqual(next?.slot, kept?.slot);
    assert.deepEqual(sent[0], { close: kept?.slot });
  });

  it('ends the launch of a slot that is gone, and serves another slot', async () => {
    await ready();
    const { handle, slot } = await launch('r/1/s/1', 'r');
    sent = [];
    handlers.onEvent({ event: 'closed', slot });
    assert.deepEqual(await sandbox.inspect(handle), {
      status: 'ended',
      counted: false,
      reason: 'its slot was closed before it began',
    });
    clock.advance(1);
    await settle();
    assert.equal(sent.filter((control) => 'mailbox' in control).length, 1);
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
    const { handle } = await launch('r/1/s/1', 'r');
    handlers.onExit('it ended with SIGKILL');
    assert.deepEqual(await sandbox.inspect(handle), {
      status: 'ended',
      counted: true,
      reason: 'the executor is gone: it ended with SIGKILL',
    });
  });
});
