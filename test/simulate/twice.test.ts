import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RetryableError } from '../../shared/errors.ts';
import type { Plan } from '../../shared/plan/plan.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { createChance, createShuffler } from './chance.ts';
import { effectsOf, succeededOnce } from './effects.ts';
import { createWorld, plans } from './world.ts';

const seeds = Array.from({ length: 150 }, (_, n) => n + 1);

interface Options {
  lookers: number;
  late: boolean;
  /** What the stages see of the store instead of it. */
  spoil?: (store: ObjectStore) => ObjectStore;
}

/**
 * One run from its acceptance to its end. Every message is handled by all lookers at the same time, and one in two comes
 * again later, among other messages.
 */
async function live(plan: Plan, seed: number, { lookers, late, spoil }: Options) {
  const chance = createChance(seed);
  const shuffle = createShuffler(chance);
  const wrap = <P extends object>(port: P): P =>
    shuffle(spoil !== undefined && 'signGet' in port ? (spoil(port as never) as never) : port);
  const world = await createWorld(plan, wrap, { late });
  const again = new WeakSet();
  let looks = 0;
  for (; looks < 200; looks++) {
    const message = world.queue.take();
    if (message === undefined) {
      if (await world.isClosed()) break;
      world.clock.advance(30);
      await Promise.all(Array.from({ length: lookers }, () => world.sweep()));
    } else {
      world.clock.advance(message.delaySeconds);
      const results = await Promise.allSettled(
        Array.from({ length: lookers }, () => world.handle(message.stage, message.look)),
      );
      for (const result of results) {
        if (result.status === 'fulfilled') continue;
        if (!(result.reason instanceof RetryableError)) throw result.reason;
        world.queue.sent.push({ ...message, delaySeconds: 1 });
      }
      if (!again.has(message) && chance() < 0.5) {
        const repetition = { ...message, delaySeconds: 0 };
        again.add(repetition);
        world.queue.sent.splice(Math.floor(chance() * (world.queue.sent.length + 1)), 0, repetition);
      }
    }
    if (chance() < 0.2) await world.finishWork();
  }
  return { looks, effects: await effectsOf(world) };
}

describe('every message handled by two lookers at once, and many again later', () => {
  for (const [name, plan] of Object.entries(plans)) {
    for (const late of [false, true]) {
      const when = late ? 'takes its time' : 'is over at once';
      it(`has one effect each: a ${name} run whose work ${when}`, async () => {
        const { effects: alone } = await live(plan, 1, { lookers: 1, late });
        assert.equal(alone.starts.length, name === 'query' ? 1 : 2);
        for (const seed of seeds) {
          const { looks, effects } = await live(plan, seed, { lookers: 2, late });
          assert.deepEqual(effects, { ...succeededOnce, starts: alone.starts }, `seed ${seed}`);
          assert.ok(looks < 100, `seed ${seed}: ${looks} looks`);
        }
      });
    }
  }

  it('would be seen to do harm in a store that writes over what is there', async () => {
    const forgetful = (store: ObjectStore): ObjectStore => ({
      ...store,
      put: (key, body, { ifNoneMatch: _ignored, ...options } = {}) => store.put(key, body, options),
    });
    const harmed = await Promise.all(
      seeds.slice(0, 20).map(async (seed) => {
        const { effects } = await live(plans['query'] as Plan, seed, {
          lookers: 2,
          late: true,
          spoil: forgetful,
        }).catch(() => ({ effects: null }));
        return effects === null || effects.brokenRefs.length > 0;
      }),
    );
    assert.ok(harmed.includes(true));
  });

  it('really overtake each other', async () => {
    const order: string[] = [];
    const wrap = createShuffler(createChance(1));
    const port = wrap({ note: async (name: string) => void order.push(name) });
    const lookAs = async (name: string) => {
      for (let n = 0; n < 10; n++) await port.note(name);
    };
    await Promise.all([lookAs('a'), lookAs('b')]);
    const changes = order.filter((name, n) => name !== order[n - 1]).length;
    assert.ok(changes > 4 && changes < 20, order.join(''));
  });
});
