import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { cancelRun } from '../../services/ingest/cancel.ts';
import type { Plan } from '../../shared/plan/plan.ts';
import { defaultLimits } from '../../shared/run/limits.ts';
import type { Run } from '../../shared/run/run.ts';
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

/** What ingest does on POST /runs/r1/cancel, on the same world. */
const cancel = ({ store, bus, log, clock, warehouse }: World): Promise<Run> =>
  cancelRun(
    {
      ports: {
        store,
        bus,
        clock,
        warehouse,
        ids: createCountingIds(),
        changes: { wait: () => Promise.resolve() },
      },
      settings: {
        principalOf: () => 'local',
        maximumLimits: defaultLimits,
        signIn: null,
        webhook: { allowLoopback: false },
        hosts: 'loopback',
        longestWaitSeconds: 55,
        streams: true,
        instance: 'this-one',
      },
      log,
    },
    'local',
    'r1',
  );

interface Options {
  late: boolean;
  /** The looker that is interrupted goes on only when the run is closed, its leases long over. */
  overtaken?: boolean;
}

/** One run from its acceptance to its end, which somebody cancels at one call of its ports. */
async function live(
  plan: Plan,
  at: { call: number; when: 'before' | 'after' } | null,
  { late, overtaken = false }: Options,
) {
  let cancelled: Run | null = null as Run | null;
  const interrupter = createInterrupter(at, async () => {
    cancelled = await cancel(world);
    if (overtaken) await drain(world);
  });
  const world: World = await createWorld(plan, interrupter.wrap, { late });
  await drain(world);
  return { cancelled, calls: interrupter.calls(), effects: await effectsOf(world) };
}

/** Handles every message until the run is closed. */
async function drain(world: World): Promise<void> {
  for (let looks = 0; looks < 200; looks++) {
    const message = world.queue.take();
    if (message === undefined) {
      if (await world.isClosed()) return;
      world.clock.advance(30);
      await world.sweep();
    } else {
      world.clock.advance(message.delaySeconds);
      await world.handle(message.stage, message.look);
    }
    if (looks % 6 === 5) await world.finishWork();
  }
}

describe('a cancel at any call of any port', () => {
  for (const [name, plan] of Object.entries(plans)) {
    for (const late of [false, true]) {
      const when = late ? 'takes its time' : 'is over at once';
      it(`ends a ${name} run once, and stops what it started, whose work ${when}`, async () => {
        const undisturbed = await live(plan, null, { late });
        assert.equal(undisturbed.effects.status, 'succeeded');
        const answers = new Set<string>();
        for (let call = 1; call <= undisturbed.calls; call++) {
          for (const side of ['before', 'after'] as const) {
            const { cancelled, effects } = await live(plan, { call, when: side }, { late });
            const where = `${side} call ${call}`;
            const status = cancelled?.terminal?.status ?? 'no answer';
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

  for (const [name, plan] of Object.entries(plans)) {
    it(`leaves nothing running of a ${name} run, though a looker slept until it was closed`, async () => {
      const { calls } = await live(plan, null, { late: true });
      for (let call = 1; call <= calls; call++) {
        const { effects } = await live(plan, { call, when: 'before' }, { late: true, overtaken: true });
        const { status = 'none', starts } = effects;
        const ends = [`run.${status}`];
        assert.deepEqual(effects, { ...succeededOnce, status, ends, starts }, `call ${call}`);
      }
    });
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
