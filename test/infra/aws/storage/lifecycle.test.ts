import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { lifecycleRules } from '../../../../infra/aws/storage/lifecycle.ts';

const expiring = (keepRunsDays: number | null): Record<string, unknown> =>
  Object.fromEntries(
    lifecycleRules(keepRunsDays).flatMap((rule) => {
      const days = (rule.expiration as { days?: number } | undefined)?.days;
      return days === undefined ? [] : [[(rule.filter as { prefix: string }).prefix, days]];
    }),
  );

const oldVersions = (): Record<string, unknown> =>
  Object.fromEntries(
    lifecycleRules(null).map((rule) => [
      (rule.filter as { prefix: string }).prefix,
      (rule.noncurrentVersionExpiration as { noncurrentDays: number } | undefined)?.noncurrentDays,
    ]),
  );

describe('the lifecycle of objects', () => {
  it('takes away what only had to exist for a while, and no run', () => {
    assert.deepEqual(expiring(null), { 'wake/': 1, 'keys/': 1, 'slots/': 8, 'catalog/': 30 });
  });

  it('takes away runs, all that they are together, when it is told to', () => {
    const { 'runs/': runs, 'index/': index, 'deliveries/': deliveries } = expiring(30);
    assert.deepEqual({ runs, index, deliveries }, { runs: 30, index: 30, deliveries: 30 });
  });

  it('never takes markers: the highest number of a place must stay', () => {
    for (const days of [null, 30])
      for (const prefix of ['open/', 'due/', 'waiting/', 'serving/', ''])
        assert.equal(expiring(days)[prefix], undefined, prefix);
  });

  it('keeps what a run overwrote or deleted for more than the 7 days in which a writer may be late', () => {
    assert.ok(Number(oldVersions()['runs/']) > 7);
  });

  it('lets no version stay for ever once another is the newest', () => {
    const { '': leftovers, ...prefixes } = oldVersions();
    assert.equal(leftovers, undefined);
    for (const [prefix, days] of Object.entries(prefixes)) assert.ok(Number(days) <= 8, prefix);
  });
});
