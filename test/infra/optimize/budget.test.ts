import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { meter } from '../../../infra/optimize/budget.ts';
import { ModelError, noUsage, type CompletionRequest } from '../../../shared/ports/language-model.ts';
import { createScriptedModel } from '../../fakes/scripted-model.ts';

const request: CompletionRequest = {
  messages: [{ role: 'user', content: 'x' }],
  maxTokens: 10,
  seconds: 1,
  signal: new AbortController().signal,
};
const isAborted = (error: unknown) => error instanceof ModelError && error.failure === 'aborted';

describe('a budget', () => {
  it('lets so many calls be made and no more', async () => {
    const scripted = createScriptedModel(['a', 'b', 'c']);
    const { model, spent, refusal } = meter(scripted, { calls: 2, usd: null });
    await model.complete(request);
    await model.complete(request);
    assert.equal(refusal(), null);
    await assert.rejects(model.complete(request), isAborted);
    assert.equal(refusal(), 'all 2 calls are made');
    assert.equal(scripted.asked.length, 2);
    assert.deepEqual(spent(), { calls: 2, inputTokens: 200, outputTokens: 20, costUsd: 0.002 });
  });

  it('lets a sum be spent, calls underway included', async () => {
    const ends: (() => void)[] = [];
    const hanging = () =>
      new Promise<never>((_, reject) => ends.push(() => reject(new ModelError('unavailable', 'x'))));
    const { model, refusal } = meter(createScriptedModel(['a', hanging, 'c']), { calls: 9, usd: 0.002 });
    await model.complete(request);
    const underway = model.complete(request);
    await assert.rejects(model.complete(request), isAborted);
    assert.equal(refusal(), 'all of 0.002 USD is spent');
    for (const end of ends) end();
    await assert.rejects(underway, ModelError);
  });

  it('counts what a call cost that failed', async () => {
    const usage = { ...noUsage, inputTokens: 7, costUsd: 1 };
    const { model, spent } = meter(createScriptedModel([new ModelError('timeout', 'x', { usage })]), {
      calls: 9,
      usd: 5,
    });
    await assert.rejects(model.complete(request), ModelError);
    assert.deepEqual(spent(), { calls: 1, inputTokens: 7, outputTokens: 0, costUsd: 1 });
  });

  it('of a sum lets no second call be made whose price nobody knows', async () => {
    const usage = { ...noUsage, costUsd: null };
    const { model, refusal, spent } = meter(createScriptedModel([{ usage }, 'b']), { calls: 9, usd: 5 });
    await model.complete(request);
    await assert.rejects(model.complete(request), isAborted);
    assert.match(refusal() ?? '', /^the price of scripted:model is not known/);
    assert.equal(spent().costUsd, null);
  });

  it('of calls does not mind the price', async () => {
    const usage = { ...noUsage, costUsd: null };
    const { model, refusal } = meter(createScriptedModel([{ usage }, 'b']), { calls: 9, usd: null });
    await model.complete(request);
    await model.complete(request);
    assert.equal(refusal(), null);
  });
});
