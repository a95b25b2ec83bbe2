import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { report, type Measured } from './figures.ts';

const measured = (fields: Partial<Measured>): Measured => ({
  question: { language: 'en', tags: [] },
  outcome: 'right',
  run: { attempts: [] },
  milliseconds: 10,
  usage: { model: null, inputTokens: 0, outputTokens: 0, costUsd: 0 },
  ...fields,
});
const attempt = {
  number: 1,
  outcome: 'succeeded' as const,
  class: null,
  error: null,
  note: null,
  launches: 1,
  queries: [],
  program: null,
  stderrTail: '',
  diff: null,
  startedAt: '',
  finishedAt: null,
};

describe('the figures of an evaluation', () => {
  it('count every outcome, of all and of what was answered', () => {
    const { all } = report([
      measured({}),
      measured({ outcome: 'wrong' }),
      measured({ outcome: 'clarified' }),
      measured({ outcome: 'failed' }),
    ]);
    assert.deepEqual([all.right, all.wrong, all.clarified, all.failed], [1, 1, 1, 1]);
    assert.deepEqual([all.passAt1, all.precision], [0.25, 0.5]);
  });

  it('stand by language and by tag', () => {
    const { byLanguage, byTag } = report([
      measured({ question: { language: 'ja', tags: ['top', 'ties'] } }),
      measured({ question: { language: 'en', tags: ['top'] }, outcome: 'wrong' }),
    ]);
    assert.deepEqual(
      [byLanguage['ja']?.passAt1, byLanguage['en']?.passAt1, byTag['top']?.passAt1, byTag['ties']?.questions],
      [1, 0, 0.5, 1],
    );
  });

  it('count a run as repaired from its second attempt on', () => {
    const { all } = report([
      measured({ run: { attempts: [attempt] } }),
      measured({ run: { attempts: [attempt, attempt] } }),
    ]);
    assert.equal(all.repairRate, 0.5);
  });

  it('add up tokens and cost, which is not known when one is not', () => {
    const spent = { model: 'm', inputTokens: 100, outputTokens: 10, costUsd: 0.5 };
    const { all } = report([measured({ usage: spent }), measured({ usage: spent })]);
    assert.deepEqual([all.inputTokens, all.outputTokens, all.costUsd], [200, 20, 1]);
    assert.equal(report([measured({ usage: { ...spent, costUsd: null } })]).all.costUsd, null);
  });

  it('say how long it took, by nearest rank', () => {
    const times = Array.from({ length: 20 }, (_, i) => measured({ milliseconds: i + 1 }));
    const { all } = report(times);
    assert.deepEqual([all.medianMs, all.p95Ms], [10, 19]);
  });

  it('are none of nothing', () => {
    assert.equal(report([]).all.passAt1, 0);
  });
});
