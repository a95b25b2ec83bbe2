import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { reminderTime } from '../../../../infra/aws/watch/spend.ts';

describe("the reminder of a model's end", () => {
  it('comes 90 days before', () => {
    assert.equal(reminderTime('2027-10-14', new Date('2026-12-01T00:00:00Z')), '2027-07-16T09:00:00');
  });

  it('is not to be scheduled when these days have begun: AWS refuses a time that is over', () => {
    assert.equal(reminderTime('2027-01-15', new Date('2026-12-01T00:00:00Z')), null);
  });
});
