import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { lookAtRun } from '../../../shared/delivery/look.ts';
import type { StageDefinition, StageEvent, StepOutcome } from '../../../shared/delivery/step.ts';
import { readTrouble } from '../../../shared/delivery/trouble.ts';
import { PermanentError, RetryableError } from '../../../shared/errors.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import { createMemoryBus } from '../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../fakes/memory-queue.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { accepted, planned, ref } from '../../fakes/run-events.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const look = { runId: 'r1' };

describe('lookAtRun', () => {
  let clock: ReturnType<typeof createVirtualClock>;
  let ports: ReturnType<typeof createPorts>;
  const createPorts = () => {
    const store = createMemoryStore(clock);
    return { store, log: createRunLog(store), bus: createMemoryBus(), queue: createMemoryQueue() };
  };
  const stage = (
    step: StageDefinition['step'],
    name: StageDefinition['stage'] = 'planner',
  ): StageDefinition => ({ stage: name, step });
  const says = (...outcomes: StepOutcome[]) => stage(async () => outcomes.shift() ?? 'idle');
  const commit = (event: StageEvent): StepOutcome => ({ commit: event });
  const state = async () => (await ports.log.read('r1'))?.run.state;

  beforeEach(async () => {
    clock = createVirtualClock();
    ports = createPorts();
    await ports.log.append(null, accepted, clock.now());
  });

  it('commits, publishes, and stops where another stage owns the run', async () => {
    let calls = 0;
    const planner = stage(async () => {
      calls++;
      return commit(planned);
    });
    await lookAtRun(ports, planner, 60, look);
    await lookAtRun(ports, planner, 60, look);
    assert.equal(calls, 1);
    assert.equal(await state(), 'planned');
    assert.deepEqual(
      ports.bus.published.map((event) => [event.id, event.type, event.owner]),
      [['r1/2', 'run.planned', 'executor-dispatch']],
    );
  });

  it('keeps what is not public from the bus', async () => {
    await lookAtRun(
      ports,
      says(commit({ type: 'call.claimed', stage: 'planner', purpose: 'plan', until: 'x' })),
      60,
      look,
    );
    assert.deepEqual(ports.bus.published, []);
  });

  it('does nothing for a run that is not there', async () => {
    await lookAtRun(ports, says(commit(planned)), 60, { runId: 'nobody' });
    assert.deepEqual(ports.store.keys(), ['runs/r1/log/000001']);
  });

  it('sends one wake-up however many looks end in a wait', async () => {
    for (let i = 0; i < 10; i++) await lookAtRun(ports, says({ wakeAfterSeconds: 7 }), 60, look);
    assert.deepEqual(ports.queue.sent, [
      { stage: 'planner', look: { runId: 'r1', wake: { seq: 1, slot: 1 } }, delaySeconds: 7 },
    ]);
  });

  it('lets a wake-up claim the next one, once', async () => {
    const wake = { runId: 'r1', wake: { seq: 1, slot: 1 } };
    const slots: number[] = [];
    const waits = stage(async (_run, { wakeSlot }) => {
      slots.push(wakeSlot);
      return { wakeAfterSeconds: 1 };
    });
    await lookAtRun(ports, waits, 60, wake);
    await lookAtRun(ports, waits, 60, wake);
    assert.deepEqual(
      ports.queue.sent.map((one) => one.look.wake),
      [{ seq: 1, slot: 2 }],
    );
    assert.deepEqual(slots, [1, 1]);
  });

  it('turns a permanent error into the end of the run', async () => {
    const broken = stage(async () => {
      throw new PermanentError('no such thing');
    });
    await lookAtRun(ports, broken, 60, look);
    const run = (await ports.log.read('r1'))?.run;
    assert.equal(run?.terminal?.status, 'failed');
    assert.equal(run?.terminal?.problem?.detail, 'no such thing');
  });

  it('fails a run whose stage commits without getting on', async () => {
    const circling = stage(async () =>
      commit({ type: 'call.claimed', stage: 'planner', purpose: 'p', until: 'x' }),
    );
    await lookAtRun(ports, circling, 60, look);
    const run = (await ports.log.read('r1'))?.run;
    assert.equal(run?.terminal?.status, 'failed');
    assert.match(run?.terminal?.problem?.detail ?? '', /planner committed 200 times/);
  });

  it('fails a run whose stage commits what contradicts it', async () => {
    await lookAtRun(ports, says(commit({ type: 'run.released', forced: false })), 60, look);
    const run = (await ports.log.read('r1'))?.run;
    assert.match(run?.terminal?.problem?.detail ?? '', /takes no run\.released/);
  });

  it('hands a retryable error to the host, and remembers it', async () => {
    const throttled = stage(async () => {
      throw new RetryableError('throttled');
    });
    await assert.rejects(lookAtRun(ports, throttled, 60, look), RetryableError);
    assert.equal(await state(), 'accepted');
    assert.equal((await readTrouble(ports.store, 'r1'))?.message, 'throttled');
  });

  it('fails a run whose deadline has passed, and says what troubled it', async () => {
    const throttled = stage(async () => {
      throw new RetryableError('throttled');
    });
    await assert.rejects(lookAtRun(ports, throttled, 60, look));
    clock.advance(16 * 60);
    await lookAtRun(ports, throttled, 60, look);
    assert.match(
      (await ports.log.read('r1'))?.run.terminal?.problem?.detail ?? '',
      /deadline passed.*planner: throttled/,
    );
  });

  it('waits on a permanent error once the run has ended: its status stays', async () => {
    await ports.log.append((await ports.log.read('r1'))?.run ?? null, { type: 'run.cancelled' }, clock.now());
    const broken = stage(async () => {
      throw new PermanentError('cannot stop it');
    }, 'executor-dispatch');
    await lookAtRun(ports, broken, 60, look);
    assert.equal(await state(), 'ending');
    assert.equal(ports.queue.sent.length, 1);
  });

  it('undoes what it started when the run was cancelled under it', async () => {
    let stopped = 0;
    const slow = stage(async (run) => {
      await ports.log.append(run, { type: 'run.cancelled' }, clock.now());
      return { commit: planned, ifEnded: async () => void stopped++ };
    });
    await lookAtRun(ports, slow, 60, look);
    assert.equal(stopped, 1);
    assert.equal(await state(), 'ending');
  });

  it('decides again after a refused commit', async () => {
    const seen: number[] = [];
    const raced = stage(async (run) => {
      seen.push(run.seq);
      if (seen.length === 1)
        await ports.log.append(
          run,
          { type: 'call.claimed', stage: 'planner', purpose: 'p', until: 'x' },
          clock.now(),
        );
      return commit({ ...planned, plan: ref('mine') });
    });
    await lookAtRun(ports, raced, 60, look);
    assert.deepEqual(seen, [1, 2]);
    assert.equal(await state(), 'planned');
  });
});
