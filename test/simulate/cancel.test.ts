import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createIngest } from '../../services/ingest/create-ingest.ts';
import type { Plan } from '../../shared/plan/plan.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import { defaultLimits } from '../../shared/run/limits.ts';
import { createCountingIds } from '../fakes/counting-ids.ts';
import { effectsOf, succeededOnce } from './effects.ts';
import { createWorld, plans, type World } from './world.ts';

/** Counts calls of ports and does something right before or right after one of them. */
function createInterrupter(at: { call: number; when: 'before' | 'after' } | null, act: () => Promise<void>) {
  let calls = 0;
  const wrap = <P extends object>(port: P): P =>
    new Proxy(port, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          const here = ++calls === at?.call;
          if (here && at?.when === 'before') await act();
          const result: unknown = await Reflect.apply(member, target, args);
          if (here && at?.when === 'after') await act();
          return result;
        };
      },
    });
  return { wrap, calls: () => calls };
}

/** POST /runs/r1/cancel to an ingest on the same world. */
async function cancel({ store, bus, clock, warehouse }: World): Promise<RunDocument> {
  const changes = { wait: () => Promise.resolve() };
  const app = createIngest(
    { store, bus, clock, warehouse, changes, ids: createCountingIds() },
    {
      principalOf: () => 'local',
      maximumLimits: defaultLimits,
      webhook: { allowLoopback: false },
      hosts: 'any',
      instance: 'this-one',
    },
  );
  const response = await app.request('http://127.0.0.1/runs/r1/cancel', { method: 'POST' });
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()) as RunDocument;
}

/** One run from its acceptance to its end, which somebody cancels at one call of its ports. */
async function live(plan: Plan, at: { call: number; when: 'before' | 'after' } | null, late: boolean) {
  let cancelled: RunDocument | null = null as RunDocument | null;
  const interrupter = createInterrupter(at, async () => {
    cancelled = await cancel(world);
  });
  const world: World = await createWorld(plan, interrupter.wrap, { late });
  for (let looks = 0; looks < 200; looks++) {
    const message = world.queue.take();
    if (message === undefined) {
      if (await world.isClosed()) break;
      world.clock.advance(30);
      await world.sweep();
    } else {
      world.clock.advance(message.delaySeconds);
      await world.handle(message.stage, message.look);
    }
    if (looks % 6 === 5) await world.finishWork();
  }
  return { cancelled, calls: interrupter.calls(), effects: await effectsOf(world) };
}

describe('a cancel at any call of any port', () => {
  for (const [name, plan] of Object.entries(plans)) {
    for (const late of [false, true]) {
      const when = late ? 'takes its time' : 'is over at once';
      it(`ends a ${name} run once, and stops what it started, whose work ${when}`, async () => {
        const undisturbed = await live(plan, null, late);
        assert.equal(undisturbed.effects.status, 'succeeded');
        const answers = new Set<string>();
        for (let call = 1; call <= undisturbed.calls; call++) {
          for (const side of ['before', 'after'] as const) {
            const { cancelled, effects } = await live(plan, { call, when: side }, late);
            const where = `${side} call ${call}`;
            const status = cancelled?.status ?? 'no answer';
            const { starts } = effects;
            answers.add(status);
            assert.deepEqual(effects, { ...succeededOnce, status, ends: [`run.${status}`], starts }, where);
            const expected = undisturbed.effects.starts;
            assert.deepEqual(starts, expected.slice(0, starts.length), where);
          }
        }
        assert.deepEqual([...answers].toSorted(), ['cancelled', 'succeeded']);
      });
    }
  }

  it('would be seen to leave work behind where nobody stops it', async () => {
    const unstoppable = <P extends object>(port: P): P =>
      'reserve' in port ? { ...port, stop: async () => 'ended' } : port;
    const world = await createWorld(plans['program'] as Plan, unstoppable, { late: true });
    for (let looks = 0; looks < 200 && !(await world.isClosed()); looks++) {
      const message = world.queue.take();
      world.clock.advance(message?.delaySeconds ?? 0);
      if (message !== undefined) await world.handle(message.stage, message.look);
      if (looks === 2) await world.finishWork();
      if (looks === 4) await cancel(world);
    }
    assert.deepEqual((await effectsOf(world)).running, ['r1/1/s/1']);
  });
});
