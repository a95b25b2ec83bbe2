import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { mapAtOnce } from '../../../infra/catalog/at-once.ts';

describe('several at once', () => {
  it('come back in the order of their items', async () => {
    const last = Promise.withResolvers<string>();
    const made = mapAtOnce(['a', 'b', 'c'], 2, async (item) => {
      if (item === 'a') return last.promise;
      if (item === 'c') last.resolve('A');
      return item.toUpperCase();
    });
    assert.deepEqual(await made, ['A', 'B', 'C']);
  });

  it('are never more than may be', async () => {
    let now = 0;
    let most = 0;
    await mapAtOnce([1, 2, 3, 4, 5], 2, async () => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
    });
    assert.equal(most, 2);
  });

  it('fail when one fails', async () => {
    const failing = mapAtOnce([1, 2, 3], 2, async (item) => {
      if (item === 2) throw new Error('two');
      return item;
    });
    await assert.rejects(failing, /two/);
  });
});
