import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createAdmission } from '../../../../../infra/aws/runtime/warehouse/admission.ts';
import { RetryableError } from '../../../../../shared/errors.ts';
import { createVirtualClock } from '../../../../fakes/virtual-clock.ts';

describe('admission', () => {
  it('lets so many calls pass at once, and the next when their time has come', async () => {
    const clock = createVirtualClock();
    const enter = createAdmission({ perSecond: 2, longestWaitSeconds: 5, clock });
    await enter();
    await enter();
    let entered = false;
    const third = enter().then(() => (entered = true));
    clock.advance(0.4);
    await Promise.resolve();
    assert.equal(entered, false);
    clock.advance(0.1);
    await third;
  });

  it('sends away who would wait too long', async () => {
    const enter = createAdmission({ perSecond: 1, longestWaitSeconds: 2, clock: createVirtualClock() });
    await enter();
    void enter();
    void enter();
    await assert.rejects(enter(), RetryableError);
  });

  it('fills up again, but not beyond a second’s worth', async () => {
    const clock = createVirtualClock();
    const enter = createAdmission({ perSecond: 1, longestWaitSeconds: 0, clock });
    await enter();
    clock.advance(60);
    await enter();
    await assert.rejects(enter(), RetryableError);
  });
});
