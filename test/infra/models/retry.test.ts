import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withRetries } from '../../../infra/models/retry.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { ModelError, noUsage, type CompletionRequest } from '../../../shared/ports/language-model.ts';
import { createScriptedModel } from '../../fakes/scripted-model.ts';

const request: CompletionRequest = {
  messages: [{ role: 'user', content: 'x' }],
  maxTokens: 10,
  seconds: 60,
  signal: new AbortController().signal,
};

/** Sleeps take no time but what the clock says. */
function createClock(): Clock & { slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    async sleep(seconds) {
      slept.push(seconds);
      now += seconds * 1000;
    },
  };
}

const throttled = (retryAfterSeconds: number | null = null) =>
  new ModelError('throttled', 'slow down', { retryAfterSeconds });

describe('the retries of a model', () => {
  const ask = async (
    replies: Parameters<typeof createScriptedModel>[0],
    change: Partial<CompletionRequest> = {},
  ) => {
    const model = createScriptedModel(replies);
    const clock = createClock();
    const asking = withRetries(model, { clock, random: () => 0.5 }).complete({ ...request, ...change });
    const result = await asking.catch((error: unknown) => error);
    return { result, slept: clock.slept, asked: model.asked };
  };

  it('come after a random part of 1, 2 … seconds', async () => {
    const { result, slept } = await ask([throttled(), throttled(), 'yes']);
    assert.deepEqual(slept, [0.5, 1]);
    assert.equal((result as { text: string }).text, 'yes');
  });

  it('come when the service says', async () => {
    assert.deepEqual((await ask([throttled(7), 'yes'])).slept, [7]);
  });

  it('are two at most, and add up what was billed', async () => {
    const usage = { ...noUsage, inputTokens: 5 };
    const billed = () => new ModelError('unavailable', 'broken', { usage });
    const { result, asked } = await ask([billed(), billed(), billed()]);
    assert.equal(asked.length, 3);
    assert.ok(result instanceof ModelError && result.failure === 'unavailable');
    assert.equal(result.usage.inputTokens, 15);
  });

  it('leave less time each', async () => {
    const { asked } = await ask([throttled(20), 'yes']);
    assert.deepEqual(
      asked.map(({ seconds }) => seconds),
      [60, 40],
    );
  });

  it('do not come when the wait would outlast the call', async () => {
    const { result, asked } = await ask([throttled(61)]);
    assert.equal(asked.length, 1);
    assert.ok(result instanceof ModelError && result.failure === 'throttled');
  });

  for (const failure of ['gone', 'invalid', 'timeout', 'aborted'] as const)
    it(`do not come after ${failure}`, async () => {
      assert.equal((await ask([new ModelError(failure, 'no')])).asked.length, 1);
    });

  it('do not come after an abort', async () => {
    const { result, asked } = await ask([throttled()], { signal: AbortSignal.abort() });
    assert.equal(asked.length, 1);
    assert.ok(result instanceof ModelError && result.failure === 'aborted');
  });
});
