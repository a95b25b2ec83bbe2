import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { describeRun } from '../../../infra/cli/show.ts';
import type { RunDocument } from '../../../shared/run/document.ts';

const shown = (usage: RunDocument['usage']): string =>
  describeRun({ answer: 'Done.', metrics: [], tables: [], warnings: [], usage } as unknown as RunDocument, {
    folder: '/results/r1',
    files: [],
  });

describe('a run in a terminal', () => {
  it('says what a model used and cost', () => {
    const usage = { model: 'bedrock:x', inputTokens: 12_345, outputTokens: 67, costUsd: 0.0421 };
    assert.equal(shown(usage), 'Done.\n\nbedrock:x: 12,345 tokens in, 67 out, 0.0421 USD\n');
  });

  it('says that the price is not known', () => {
    const usage = { model: 'openai:m', inputTokens: 1, outputTokens: 2, costUsd: null };
    assert.match(shown(usage), /1 tokens in, 2 out, at a price that is not known/);
  });

  it('says nothing of a model that was not asked', () => {
    assert.equal(shown({ model: null, inputTokens: 0, outputTokens: 0, costUsd: 0 }), 'Done.\n');
  });
});
