import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import { createChance, createShuffler } from '../../simulate/chance.ts';
import { Crash, createCrasher } from '../../simulate/crashing-ports.ts';
import { createSlotWorld, launch, settings, type Pool, type SlotWorld } from './world.ts';

type Wrap = NonNullable<Parameters<typeof createSlotWorld>[1]>;
type Launched = NonNullable<Awaited<ReturnType<typeof launch>>>;

/** What a pool did wrong in its world, given who was launched where and that every run has ended. */
function harmOf(world: SlotWorld, launches: Launched[]): string[] {
  const harm: string[] = [];
  const containers = [...world.service.containers.values()];
  for (const { opening, served } of containers) {
    const runs = new Set(served.map((token) => token.split('/')[0]));
    if (runs.size > 1) harm.push(`${opening.slot} served ${[...runs].join(' and ')}`);
  }
  const slots = launches.map(({ slot }) => slot);
  if (new Set(slots).size !== slots.length) harm.push(`one slot was given twice: ${slots.join()}`);
  for (const { slot, token } of launches) {
    const served = world.service.containers.get(slot)?.served.join();
    if (served !== token) harm.push(`${slot} served ${served}, not ${token}`);
  }
  const running = world.service.running();
  if (running.length !== settings.warmSlots) harm.push(`${running.length} are left running`);
  return harm;
}

/** Repeats a step, each time as a fresh process, until it comes through. */
async function insist<T>(
  world: SlotWorld,
  restart: () => void,
  step: (pool: Pool) => Promise<T>,
): Promise<T> {
  for (;;) {
    const pool = world.makePool();
    try {
      const result = await step(pool);
      await pool.settled();
      return result;
    } catch (error) {
      await pool.settled();
      if (!(error instanceof Crash)) throw error;
      restart();
    }
  }
}

/** A morning: two runs, one of them after a waiting slot has grown old, and both are over in the end. */
async function live(at: Parameters<typeof createCrasher>[0]) {
  const crasher = createCrasher(at);
  const world = createSlotWorld({}, crasher.wrap);
  const step = <T>(work: (pool: Pool) => Promise<T>) => insist(world, crasher.restart, work);
  const sweep = async () => {
    for (let minute = 0; minute < 3; minute++) {
      await step((pool) => pool.refill());
      crasher.restart(); // a refill reports its own death and does not throw
      world.clock.advance(60);
      await world.service.poll();
    }
  };
  const run = async (runId: string): Promise<Launched> => {
    // Committed before it is started: a replay has the same slot.
    const reserved = await step((pool) => pool.reserve({ runId, deadline: world.deadline() }));
    assert.ok(reserved !== null);
    const one = { ...reserved, token: `${runId}/1/s/1`, runId, assignment: 1, deadline: world.deadline() };
    assert.equal(await step(() => world.deliver(one)), 'delivered');
    const handle = await step((pool) => pool.start(one));
    crasher.restart();
    await world.service.poll();
    assert.deepEqual(await step((pool) => pool.inspect(handle)), { status: 'running' });
    return { ...one, handle };
  };

  await sweep();
  const a = await run('a');
  world.clock.advance(2_400);
  await sweep();
  const b = await run('b');
  for (const one of [a, b]) assert.equal(await step((pool) => pool.stop(one)), 'ended');
  await sweep();
  return { calls: crasher.calls, harm: harmOf(world, [a, b]), containers: world.service.containers.size };
}

describe('a slot pool that crashes at any call of store or service', () => {
  it('launches nothing twice, serves every run, and leaves nothing running but what waits', async () => {
    const undisturbed = await live(null);
    assert.deepEqual(undisturbed.harm, []);
    assert.ok(undisturbed.calls > 150, `only ${undisturbed.calls} calls were made`);
    for (let atCall = 1; atCall <= undisturbed.calls; atCall++) {
      for (const when of ['before', 'after'] as const) {
        const { harm, containers } = await live({ atCall, when });
        assert.deepEqual(harm, [], `${when} call ${atCall}`);
        assert.ok(
          containers <= undisturbed.containers + 1,
          `${containers} containers: ${when} call ${atCall}`,
        );
      }
    }
  });
});

/** Eight runs and the sweep at once, in two processes that share only the store. */
async function crowd(seed: number, spoil: Wrap = (port) => port): Promise<string[]> {
  const shuffle = createShuffler(createChance(seed));
  const world = createSlotWorld({ capacity: 40 }, (port) => shuffle(spoil(port)));
  const pools = [world.makePool(), world.makePool()] as const;
  await Promise.all(pools.map((pool) => pool.refill()));
  const runs = Array.from({ length: 8 }, (_, n) => launch(world, pools[n % 2] as Pool, `r${n}`));
  const launches = (
    await Promise.all([...runs, ...pools.map((pool) => pool.refill().then(() => null))])
  ).filter((one) => one !== null);
  await Promise.all(pools.map((pool) => pool.settled()));
  await world.service.poll();
  const lost = launches.length === 8 ? [] : [`${launches.length} of 8 runs came to a slot`];
  // A run is cancelled by several lookers at once, and started once more by one that is late.
  await Promise.all(
    launches.flatMap((one) => [
      pools[0].stop(one),
      pools[1].start({ ...one, deadline: world.deadline() }),
      pools[1].stop(one),
    ]),
  );
  for (let minute = 0; minute < 2; minute++) {
    await Promise.all(pools.map((pool) => pool.refill()));
    world.clock.advance(60);
    await world.service.poll();
  }
  return [...lost, ...harmOf(world, launches)];
}

describe('a slot pool in two processes at once', () => {
  const seeds = Array.from({ length: 60 }, (_, n) => n + 1);

  it('gives every run a slot of its own and ends with as many waiting as it should', async () => {
    for (const seed of seeds) assert.deepEqual(await crowd(seed), [], `seed ${seed}`);
  });

  it('would be seen to do harm in a store that writes over what is there', async () => {
    const forgetful: Wrap = (port) => {
      if (!('signGet' in port)) return port;
      const store = port as unknown as ObjectStore;
      const put: ObjectStore['put'] = (key, body, { ifNoneMatch: _ignored, ...options } = {}) =>
        store.put(key, body, options);
      return { ...port, put };
    };
    const harmed: boolean[] = [];
    for (const seed of seeds.slice(0, 20))
      harmed.push(
        await crowd(seed, forgetful).then(
          (harm) => harm.length > 0,
          () => true,
        ),
      );
    assert.ok(harmed.includes(true));
  });
});

/** Waiting slots grow too old while runs with little time left claim them, and are cancelled while they start. */
async function turmoil(seed: number): Promise<string[]> {
  const shuffle = createShuffler(createChance(seed));
  const world = createSlotWorld({ capacity: 40 }, shuffle);
  const [dispatch, sweep, cancel] = [world.makePool(), world.makePool(), world.makePool()];
  await sweep.refill();
  world.clock.advance(2_500);
  const runs = ['a', 'b', 'c', 'd'].map(async (runId) => {
    const reserved = await dispatch.reserve({ runId, deadline: world.deadline(300) });
    assert.ok(reserved !== null);
    const one = { ...reserved, token: `${runId}/1/s/1`, runId, assignment: 1, deadline: world.deadline(300) };
    return (await world.deliver(one)) === 'taken' ? null : one;
  });
  const [claimed] = await Promise.all([Promise.all(runs), sweep.refill()]);
  const started = claimed.filter((one) => one !== null);
  const stopped = started.filter((_, n) => n % 2 === 1);
  await Promise.all([
    ...started.map((one) => dispatch.start(one)),
    ...stopped.map((one) => cancel.stop(one)),
    sweep.refill(),
  ]);
  await dispatch.settled();
  const running = new Set(world.service.running());
  await world.service.poll();
  const isStopped = (slot: string): boolean => stopped.some((one) => one.slot === slot);
  return started.flatMap(({ slot, token }) => {
    if (isStopped(slot)) return running.has(slot) ? [`${slot} runs on`] : [];
    const served = world.service.containers.get(slot)?.served.join();
    return served === token ? [] : [`${slot} served ${served}, not ${token}`];
  });
}

describe('a slot that is claimed, recycled, started and stopped at once', () => {
  it('serves whoever claimed it first, and nobody who was stopped', async () => {
    for (let seed = 1; seed <= 200; seed++) assert.deepEqual(await turmoil(seed), [], `seed ${seed}`);
  });
});
