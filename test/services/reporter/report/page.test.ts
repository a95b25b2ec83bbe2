import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Evidence } from '../../../../services/reporter/gather.ts';
import { renderReport } from '../../../../services/reporter/report/page.ts';
import type { Language } from '../../../../shared/plan/plan.ts';
import type { Result } from '../../../../shared/plan/result.ts';
import type { Run } from '../../../../shared/run/run.ts';
import { noUsage } from '../../../../shared/ports/language-model.ts';
import { queryPlan } from '../../../fakes/planned-run.ts';

/** The page of a run whose model was asked twice, at these prices. */
function page(costs: (number | null)[], language: Language = 'en'): string {
  const calls = costs.map((costUsd) => ({
    model: 'openai:m',
    usage: { ...noUsage, inputTokens: 1_200, outputTokens: 30, costUsd },
  })) as Run['calls'];
  const run = { id: 'r1', attempts: [], calls, acceptedAt: '', dataVersion: '' };
  const evidence = { plan: { ...queryPlan, language }, prompt: '', manifest: null, datasets: [], run };
  const result = { title: 'Things', tables: [], metrics: [], warnings: [], image: null };
  return renderReport(evidence as unknown as Evidence, result as unknown as Result, {
    answer: '',
    shownTables: [],
    look: { language },
    shownRows: 50,
    pictures: [],
  });
}

describe('where a report comes from', () => {
  it('names the model, its tokens and what they cost', () => {
    assert.match(
      page([0.01, 0.02]),
      /<dt>Language model<\/dt><dd>openai:m: 2,400 tokens in, 60 out, 0\.0300 USD<\/dd>/,
    );
  });

  it('says that a price is not known', () => {
    assert.match(page([0.01, null]), /60 out, at a price that is not known/);
  });

  it('says so in Japanese', () => {
    assert.match(page([null], 'ja'), /<dt>言語モデル<\/dt><dd>openai:m: 入力1,200トークン、.*料金は不明/);
  });

  it('names no model where none was asked', () => {
    assert.doesNotMatch(page([]), /Language model/);
  });
});
