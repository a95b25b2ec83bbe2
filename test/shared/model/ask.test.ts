import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { lookAtRun } from '../../../shared/delivery/look.ts';
import type { StageDefinition } from '../../../shared/delivery/step.ts';
import { RetryableError } from '../../../shared/errors.ts';
import { askModel } from '../../../shared/model/ask.ts';
import { callRecordSchema, type CallRecord } from '../../../shared/model/record.ts';
import { ModelError, type CompletionRequest } from '../../../shared/ports/language-model.ts';
import type { Look } from '../../../shared/ports/queue.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import { getRef } from '../../../shared/run/refs.ts';
import { createMemoryBus } from '../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../fakes/memory-queue.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { accepted, ref } from '../../fakes/run-events.ts';
import { createScriptedModel } from '../../fakes/scripted-model.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const timeoutSeconds = 180;
const throttled = new ModelError('throttled', 'slow down', { usage: { inputTokens: 7, cachedInputTokens: 0, outputTokens: 0, costUsd: null } }); // prettier-ignore
/** A looker that dies in the middle of its call leaves the claim and nothing else. */
const death = () => Promise.reject(new RetryableError('killed'));

/** A stage that asks one question, and ends the run with its record. */
function createScene(replies: Parameters<typeof createScriptedModel>[0], deadline = accepted.deadline) {
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const log = createRunLog(store);
  let reads = 0;
  const countingLog: typeof log = { ...log, read: (runId) => (reads++, log.read(runId)) };
  const ports = { store, log: countingLog, bus: createMemoryBus(), queue: createMemoryQueue() };
  const model = createScriptedModel(replies);
  let rendered = 0;
  const records: CallRecord[] = [];
  const stage: StageDefinition = {
    stage: 'planner',
    async step(run, look) {
      const asked = await askModel({ ...ports, model, clock }, run, look, {
        stage: 'planner',
        purpose: 'plan',
        messages: () => {
          rendered++;
          return [{ role: 'user', content: 'How many?' }];
        },
        maxTokens: 50,
      });
      if ('outcome' in asked) return asked.outcome;
      records.push(asked.record);
      return { commit: { type: 'run.clarified', clarification: ref('c'), title: 't' } };
    },
  };
  const look = (message: Look = { runId: 'r1' }) => lookAtRun(ports, stage, timeoutSeconds, message);
  const read = async () => {
    const reading = await ports.log.read('r1');
    assert.ok(reading !== null);
    return reading.run;
  };
  return {
    ...ports,
    clock,
    model,
    look,
    read,
    records,
    rendered: () => rendered,
    reads: () => reads,
    accept: () => ports.log.append(null, { ...accepted, deadline }, clock.now()),
    /** The next wake-up, when it is due. */
    async wake(): Promise<number> {
      const message = ports.queue.take();
      assert.ok(message !== undefined, 'nobody sent a wake-up');
      clock.advance(message.delaySeconds);
      await look(message.look);
      return message.delaySeconds;
    },
  };
}

describe('asking a model', () => {
  let scene: ReturnType<typeof createScene>;
  const begin = async (replies: Parameters<typeof createScriptedModel>[0], deadline?: string) => {
    scene = createScene(replies, deadline);
    await scene.accept();
  };
  beforeEach(() => begin(['Three.']));

  it('claims, calls and records, each in a step of its own', async () => {
    await scene.look();
    const run = await scene.read();
    assert.deepEqual([run.state, run.call, scene.rendered()], ['ending', null, 1]);
    const [call] = run.calls;
    assert.ok(call !== undefined);
    assert.deepEqual(
      [call.stage, call.attempt, call.purpose, call.outcome],
      ['planner', 0, 'plan', 'answered'],
    );
    assert.deepEqual(await getRef(scene.store, call.record, callRecordSchema), {
      model: 'scripted:model',
      purpose: 'plan',
      messages: [{ role: 'user', content: 'How many?' }],
      outcome: 'answered',
      text: 'Three.',
      detail: null,
      usage: { inputTokens: 100, cachedInputTokens: 0, outputTokens: 10, costUsd: 0.001 },
    });
  });

  it('gives a call the look’s lease but for a margin, and no more than the run has left', async () => {
    await scene.look();
    assert.equal(scene.model.asked[0]?.seconds, timeoutSeconds - 15);
    await begin(['Three.'], '2026-01-01T00:00:40.000Z');
    await scene.look();
    assert.equal(scene.model.asked[0]?.seconds, 40);
  });

  it('keeps what a cut or refused answer says, and what it cost', async () => {
    for (const stopReason of ['truncated', 'refused'] as const) {
      await begin([{ text: 'Thr', stopReason }]);
      await scene.look();
      assert.deepEqual([scene.records[0]?.outcome, scene.records[0]?.text], [stopReason, 'Thr']);
      assert.equal((await scene.read()).calls[0]?.usage.outputTokens, 10);
    }
  });

  it('makes one call for two lookers at once', async () => {
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await begin([
      async () => {
        await held;
        return { text: 'Three.', stopReason: 'end', usage: throttled.usage };
      },
    ]);
    const first = scene.look();
    while (scene.model.asked.length === 0) await Promise.resolve();
    await scene.look();
    release?.();
    await first;
    assert.deepEqual([scene.model.asked.length, (await scene.read()).calls.length], [1, 1]);
  });

  it('makes one call when two lookers claim at the same time', async () => {
    await Promise.all([scene.look(), scene.look(), scene.look()]);
    assert.equal(scene.model.asked.length, 1);
  });

  it('waits for the lease of a looker that died, then asks again', async () => {
    await begin([death, 'Three.']);
    await assert.rejects(scene.look(), /killed/);
    await scene.look();
    assert.equal(scene.model.asked.length, 1);
    assert.equal(await scene.wake(), timeoutSeconds);
    assert.deepEqual([scene.model.asked.length, (await scene.read()).state], [2, 'ending']);
  });

  it('fails the run when its lookers died three times', async () => {
    await begin([death, death, death]);
    for (let n = 0; n < 3; n++) {
      await assert.rejects(scene.look(), /killed/);
      scene.clock.advance(timeoutSeconds);
    }
    await scene.look();
    const { terminal } = await scene.read();
    assert.deepEqual([terminal?.status, terminal?.problem?.code], ['failed', 'permanent']);
    assert.match(terminal?.problem?.detail ?? '', /lost 3 times/);
    assert.equal(scene.model.asked.length, 3);
  });

  it('tries what may pass three times, with longer waits, in looks of their own', async () => {
    await begin([throttled, new ModelError('unavailable', 'down'), 'Three.']);
    await scene.look();
    assert.deepEqual([await scene.wake(), await scene.wake()], [2, 10]);
    const { calls } = await scene.read();
    assert.deepEqual(
      calls.map(({ outcome, usage }) => [outcome, usage.inputTokens]),
      [
        ['throttled', 7],
        ['unavailable', 0],
        ['answered', 100],
      ],
    );
  });

  it('hands over the third failure', async () => {
    const timeout = new ModelError('timeout', 'no answer');
    await begin([throttled, timeout, timeout]);
    await scene.look();
    await scene.wake();
    await scene.wake();
    assert.deepEqual(
      scene.records.map(({ outcome, detail }) => [outcome, detail]),
      [['timeout', 'no answer']],
    );
    assert.equal(scene.model.asked.length, 3);
  });

  it('leaves word of the last try to a run whose time is over before the next', async () => {
    await begin([throttled, new ModelError('timeout', 'no answer'), 'Three.'], '2026-01-01T00:00:04.000Z');
    await scene.look();
    await scene.wake();
    await scene.wake();
    assert.equal(
      (await scene.read()).terminal?.problem?.detail,
      'Its deadline passed. The last trouble, in planner: scripted:model did not answer in time (no answer). Ask again, with a larger limits.runSeconds if it needs more time.',
    );
  });

  for (const failure of ['gone', 'invalid', 'aborted'] as const)
    it(`asks once when it is ${failure}`, async () => {
      await begin([new ModelError(failure, 'no')]);
      await scene.look();
      assert.deepEqual([scene.model.asked.length, scene.records[0]?.outcome], [1, failure]);
    });

  it('is aborted when the run is cancelled, and nothing of it is recorded', async () => {
    const untilAborted = (request: CompletionRequest) =>
      new Promise<never>((_, reject) => {
        request.signal.addEventListener('abort', () => reject(new ModelError('aborted', 'cancelled')));
      });
    await begin([untilAborted]);
    const looking = scene.look();
    while (scene.model.asked.length === 0) await Promise.resolve();
    assert.ok(
      (await scene.log.append(await scene.read(), { type: 'run.cancelled' }, scene.clock.now())) !== null,
    );
    scene.clock.advance(2);
    await looking;
    const run = await scene.read();
    assert.deepEqual([run.terminal?.status, run.calls], ['cancelled', []]);
  });

  it('leaves nobody watching when the call is over', async () => {
    await scene.look();
    const reads = scene.reads();
    for (let n = 0; n < 5; n++) {
      scene.clock.advance(2);
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    }
    assert.equal(scene.reads(), reads);
  });
});
