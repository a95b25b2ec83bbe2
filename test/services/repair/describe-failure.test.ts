import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { tellError } from '../../../services/repair/describe-failure.ts';
import type { ModelSees } from '../../../shared/model/settings.ts';

const told = (outcome: 'failed' | 'rejected', error: string, sees: ModelSees): string =>
  tellError({ outcome, error }, { sees, redact: () => 'redacted' });

describe('what a model is told of an error', () => {
  const found = 'join_fan_out: The join multiplies rows of feature1: 1,000 rows become 5,000.';

  it('is a check’s finding word for word, without its numbers', () => {
    for (const sees of ['schema', 'statistics'] as const)
      assert.equal(
        told('rejected', found, sees),
        'join_fan_out: The join multiplies rows of feature1: n rows become n.',
      );
  });

  it('is a Japanese finding without its numbers', () => {
    assert.equal(
      told('rejected', '条件を満たす1,000行ではなく、全5,000行を数えています。', 'statistics'),
      '条件を満たすn行ではなく、全n行を数えています。',
    );
  });

  it('is redacted where it is a program’s or the warehouse’s, and with results always', () => {
    assert.equal(told('failed', found, 'statistics'), 'redacted');
    assert.equal(told('rejected', found, 'results'), 'redacted');
  });
});
