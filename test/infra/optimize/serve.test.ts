import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'mocha';
import { meter } from '../../../infra/optimize/budget.ts';
import type { EvaluateProgram } from '../../../infra/optimize/protocol.ts';
import { serveOptimizer } from '../../../infra/optimize/serve.ts';
import { createScriptedModel } from '../../fakes/scripted-model.ts';

const saved = { demos: [], signature: { instructions: 'i', fields: [] } };
const program = { explore: saved, plan: saved, repair: saved, answer: saved };
const right: EvaluateProgram = () => Promise.resolve({ score: 1, feedback: 'Right.', traces: [] });

async function serve(requests: object[], { evaluate = right, calls = 9 } = {}) {
  const written: unknown[] = [];
  const metered = meter(createScriptedModel(['better words']), { calls, usd: null });
  await serveOptimizer({
    evaluate,
    metered,
    lines: Readable.from(requests.map((one) => JSON.stringify(one))),
    write: (line) => written.push(JSON.parse(line)),
  });
  return written;
}

const nothing = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };

describe('what an optimiser asks', () => {
  it('is answered with a score, by the id of the request', async () => {
    assert.deepEqual(await serve([{ id: 4, op: 'run', program, example: { id: 'q' } }]), [
      { id: 4, score: 1, feedback: 'Right.', traces: [], model: 'scripted:model', spent: nothing },
    ]);
  });

  it('is answered with what the model says', async () => {
    const spent = { calls: 1, inputTokens: 100, outputTokens: 10, costUsd: 0.001 };
    assert.deepEqual(await serve([{ id: 1, op: 'complete', prompt: 'Improve.' }]), [
      { id: 1, text: 'better words', model: 'scripted:model', spent },
    ]);
  });

  it('is answered as soon as it is done, whatever was asked before', async () => {
    const ends = new Map<unknown, () => void>();
    const evaluate: EvaluateProgram = async ({ example }) => {
      if (example === 'first') await new Promise<void>((resolve) => ends.set(example, resolve));
      else ends.get('first')?.();
      return { score: 0, feedback: String(example), traces: [] };
    };
    const requests = ['first', 'second'].map((example, id) => ({ id, op: 'run', program, example }));
    const written = (await serve(requests, { evaluate })) as { feedback: string }[];
    assert.deepEqual(written.map(({ feedback }) => feedback).toSorted(), ['first', 'second']);
  });

  it('is refused once a call was, and then a score means nothing', async () => {
    const requests = [1, 2].map((id) => ({ id, op: 'complete', prompt: 'Improve.' }));
    const written = await serve([...requests, { id: 3, op: 'run', program, example: 'q' }], { calls: 1 });
    const errors = written.map((one) => (one as { error?: { kind: string } }).error?.kind ?? 'none');
    assert.ok(errors.filter((kind) => kind === 'budget').length >= 2, errors.join());
  });

  it('is answered with why it failed', async () => {
    const evaluate: EvaluateProgram = () => Promise.reject(new Error('no such folder'));
    const [answered] = await serve([{ id: 1, op: 'run', program, example: 'q' }], { evaluate });
    assert.deepEqual((answered as { error: object }).error, {
      kind: 'failed',
      message: 'Error: no such folder',
    });
  });

  it('is no request when it is something else', async () => {
    await assert.rejects(serve([{ id: 1, op: 'rm' }]), /op/);
  });
});
