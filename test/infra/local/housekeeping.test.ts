import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { keepHouse } from '../../../infra/local/housekeeping.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('housekeeping', () => {
  it('applies the lifecycle at once and every hour, and sweeps every minute, come what may', async () => {
    const clock = createVirtualClock();
    const stopping = new AbortController();
    let sweeps = 0;
    const expired: string[] = [];
    const house = keepHouse({
      store: {
        expire: async ({ prefix, olderThan, latest }) => {
          const days = (clock.now().getTime() - olderThan.getTime()) / 86_400_000;
          expired.push(`${prefix} ${latest ? 'latest' : 'old'} ${days}`);
          return 0;
        },
      },
      queue: { expireDeadLetters: async () => 0 },
      clock,
      log: silent,
      signal: stopping.signal,
      sweep: async () => {
        sweeps++;
        if (sweeps === 2) throw new Error('the disk is away');
      },
    });
    await settle();
    assert.deepEqual(
      [sweeps, expired],
      [0, ['wake/ latest 1', 'slots/ latest 8', 'keys/ latest 1', ' old 1']],
    );
    for (let minute = 0; minute < 60; minute++) {
      clock.advance(60);
      await settle();
    }
    assert.deepEqual([sweeps, expired.length], [60, 8]);
    stopping.abort();
    await house;
  });
});
