import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Plan } from '../../shared/plan/plan.ts';
import { Crash, createCrasher } from './crashing-ports.ts';
import { effectsOf, succeededOnce } from './effects.ts';
import { createWorld, plans } from './world.ts';

type CrashPlan = Parameters<typeof createCrasher>[0];

/** One run from its acceptance to its end, in a world that crashes once and is started again. */
async function live(plan: Plan, crash: CrashPlan) {
  const crasher = createCrasher(crash);
  const world = await createWorld(plan, crasher.wrap);
  for (let steps = 0; steps < 200; steps++) {
    const message = world.queue.take();
    try {
      if (message === undefined) {
        if (await world.isClosed()) break;
        world.clock.advance(120);
        await world.sweep();
      } else {
        world.clock.advance(message.delaySeconds);
        await world.handle(message.stage, message.look);
      }
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      crasher.restart();
      // Not acknowledged: the queue delivers it again.
      if (message !== undefined) world.queue.sent.push({ ...message, delaySeconds: 30 });
    }
  }
  return { calls: crasher.calls, effects: await effectsOf(world) };
}

describe('a crash at any call of any port', () => {
  for (const [name, plan] of Object.entries(plans)) {
    it(`neither loses nor doubles a ${name} run`, async () => {
      const undisturbed = await live(plan, null);
      const { starts } = undisturbed.effects;
      assert.deepEqual(undisturbed.effects, { ...succeededOnce, starts });
      assert.ok(undisturbed.calls > 15, `only ${undisturbed.calls} calls were made`);
      for (let atCall = 1; atCall <= undisturbed.calls; atCall++) {
        for (const when of ['before', 'after'] as const) {
          const { effects } = await live(plan, { atCall, when });
          assert.deepEqual(effects, { ...succeededOnce, starts }, `${when} call ${atCall}`);
        }
      }
    });
  }

  it('is one that the ports really see: dead until it is started again', async () => {
    const crasher = createCrasher({ atCall: 1, when: 'before' });
    const port = crasher.wrap({ publish: async () => 'published' });
    await assert.rejects(port.publish(), Crash);
    await assert.rejects(port.publish(), Crash);
    crasher.restart();
    assert.equal(await port.publish(), 'published');
  });
});
