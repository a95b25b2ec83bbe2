import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { slotKey } from '../../../shared/run/keys.ts';
import { createSlotWorld, launch, type Pool, type SlotWorld } from './world.ts';

/** The launch of a run that has surely got one. */
async function launched(world: SlotWorld, pool: Pool, runId: string) {
  const one = await launch(world, pool, runId);
  assert.ok(one !== null);
  await pool.settled();
  return one;
}

describe('slot pool', () => {
  it('launches a container for a run when none waits, once however often it is told', async () => {
    const world = createSlotWorld({ warmSlots: 0 });
    const pool = world.makePool();
    const one = await launched(world, pool, 'a');
    assert.equal(one.warm, false);
    assert.equal(await world.makePool().start({ ...one, deadline: world.deadline() }), one.handle);
    assert.deepEqual(world.service.running(), [one.slot]);
    assert.deepEqual(await pool.inspect(one.handle), { status: 'running' });
  });

  it('keeps as many waiting as it is set to, and replaces the one that a run takes', async () => {
    const world = createSlotWorld();
    const pool = world.makePool();
    await pool.refill();
    const waiting = world.service.running();
    assert.equal(waiting.length, 2);
    const one = await launched(world, pool, 'a');
    assert.ok(one.warm && waiting.includes(one.slot));
    assert.equal(world.service.running().length, 3);
    await pool.refill();
    assert.equal(world.service.running().length, 3);
  });

  it('reserves without any effect', async () => {
    const world = createSlotWorld();
    await world.makePool().refill();
    const before = world.store.keys();
    const [warm, cold] = [world.makePool(), world.makePool({ warmSlots: 0 })];
    await warm.reserve({ runId: 'a', deadline: world.deadline() });
    await cold.reserve({ runId: 'b', deadline: world.deadline(86_400) });
    assert.deepEqual(world.store.keys(), before);
    assert.equal(world.service.containers.size, 2);
  });

  it('does not offer a slot again that another run took', async () => {
    const world = createSlotWorld({ warmSlots: 1 });
    const [mine, theirs] = [world.makePool(), world.makePool()];
    await mine.refill();
    const both = [mine, theirs].map((pool, n) =>
      pool.reserve({ runId: `r${n}`, deadline: world.deadline() }),
    );
    const [a, b] = await Promise.all(both);
    assert.equal(a?.slot, b?.slot);
    assert.equal(
      await world.deliver({ slot: a?.slot ?? '', runId: 'r0', token: 't', assignment: 1 }),
      'delivered',
    );
    assert.equal(
      await world.deliver({ slot: b?.slot ?? '', runId: 'r1', token: 't', assignment: 1 }),
      'taken',
    );
    const next = await theirs.reserve({ runId: 'r1', deadline: world.deadline() });
    assert.ok(next !== null && next.slot !== a?.slot && !next.warm);
  });

  it('gives runs that ask at the same time different slots, and no more than there is room for', async () => {
    const world = createSlotWorld({ capacity: 3 });
    const pool = world.makePool();
    await pool.refill();
    const given = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((runId) => pool.reserve({ runId, deadline: world.deadline() })),
    );
    const slots = given.flatMap((one) => (one === null ? [] : [one.slot]));
    assert.deepEqual([slots.length, new Set(slots).size], [3, 3]);
    // A second looker of the same run is given the same.
    assert.ok(slots.includes((await pool.reserve({ runId: 'a', deadline: world.deadline() }))?.slot ?? ''));
  });

  it('waits when every place is taken, and opens none beyond', async () => {
    const world = createSlotWorld({ warmSlots: 1, capacity: 2 });
    const pool = world.makePool();
    await pool.refill();
    const [a] = [await launched(world, pool, 'a'), await launched(world, pool, 'b')];
    assert.equal(await launch(world, pool, 'c'), null);
    await pool.refill();
    assert.equal(world.service.running().length, 2);
    assert.equal(await pool.stop(a), 'ended');
    await pool.refill();
    assert.equal((await launched(world, pool, 'c')).warm, true);
  });

  it('tells a slot that is near its end to end, and opens another', async () => {
    const world = createSlotWorld({ warmSlots: 1 });
    const pool = world.makePool();
    await pool.refill();
    const [old = ''] = world.service.running();
    world.clock.advance(3_000 - 900 - 61);
    await pool.refill();
    assert.deepEqual(world.service.running(), [old]);
    world.clock.advance(2);
    assert.equal((await pool.reserve({ runId: 'a', deadline: world.deadline() }))?.warm, false);
    await pool.refill();
    assert.deepEqual(JSON.parse(new TextDecoder().decode((await world.store.get(slotKey(old, 1)))?.body)), {
      version: 1,
      slot: old,
      assignment: 1,
      end: true,
    });
    await world.service.poll();
    assert.equal(world.service.running().length, 1);
    assert.equal((await pool.reserve({ runId: 'a', deadline: world.deadline() }))?.warm, true);
  });

  it('kills what was told to end and does not', async () => {
    const world = createSlotWorld({ warmSlots: 1 });
    const pool = world.makePool();
    await pool.refill();
    world.clock.advance(2_500);
    await pool.refill();
    assert.equal(world.service.running().length, 2);
    world.clock.advance(60);
    await pool.refill();
    assert.equal(world.service.running().length, 1);
  });

  it('never tells a slot to end that a run claimed first, nor lets a run have one that is told to', async () => {
    const world = createSlotWorld({ warmSlots: 1 });
    const pool = world.makePool();
    await pool.refill();
    const early = await pool.reserve({ runId: 'a', deadline: world.deadline() });
    assert.equal(
      await world.deliver({ slot: early?.slot ?? '', runId: 'a', token: 'a', assignment: 1 }),
      'delivered',
    );
    world.clock.advance(2_500);
    await pool.refill();
    await world.service.poll();
    assert.deepEqual(world.service.containers.get(early?.slot ?? '')?.served, ['a']);

    const late = await pool.reserve({ runId: 'b', deadline: world.deadline() });
    assert.ok(late?.warm);
    world.clock.advance(2_500);
    await pool.refill();
    assert.equal(await world.deliver({ slot: late.slot, runId: 'b', token: 'b', assignment: 1 }), 'taken');
  });

  it('replaces what ended while it waited, and what an older deployment opened', async () => {
    const world = createSlotWorld({ warmSlots: 1 });
    await world.makePool().refill();
    const [first = ''] = world.service.running();
    world.service.die(first);
    await world.makePool().refill();
    const [second = ''] = world.service.running();
    assert.notEqual(second, first);
    await world.makePool({}, 'image:2').refill();
    await world.service.poll();
    const [third = ''] = world.service.running();
    assert.equal(world.service.containers.get(third)?.opening.recipe, 'image:2');
  });

  it('opens no other slot because the service does not answer for one', async () => {
    const world = createSlotWorld({ warmSlots: 1 });
    await world.makePool().refill();
    const inspect = world.service.launcher.inspect;
    world.service.launcher.inspect = async () => Promise.reject(new Error('throttled'));
    await world.makePool().refill();
    assert.deepEqual([world.service.running().length, world.troubles.length], [1, 1]);
    world.service.launcher.inspect = inspect;
    await world.makePool().refill();
    assert.equal(world.service.running().length, 1);
  });

  it('does not count a try with a slot that had ended while it waited', async () => {
    const world = createSlotWorld({ warmSlots: 1 });
    const pool = world.makePool();
    await pool.refill();
    world.service.die(world.service.running()[0] ?? '');
    const one = await launched(world, pool, 'a');
    const state = await pool.inspect(one.handle);
    assert.ok(state.status === 'ended' && !state.counted);
    assert.deepEqual(await pool.inspect((await launched(world, pool, 'a')).handle), { status: 'running' });
  });

  it('ends waiting slots that are too many for its settings', async () => {
    const world = createSlotWorld({ warmSlots: 3 });
    await world.makePool().refill();
    const pool = world.makePool({ warmSlots: 1 });
    await pool.refill();
    await world.service.poll();
    assert.equal(world.service.running().length, 1);
    await pool.refill();
    assert.equal(world.service.running().length, 1);
  });

  it('forgets markers of slots that ended without anybody saying so', async () => {
    const world = createSlotWorld({ warmSlots: 0, capacity: 1 });
    const pool = world.makePool();
    world.service.die((await launched(world, pool, 'a')).slot);
    assert.equal(await launch(world, pool, 'b'), null);
    await pool.refill();
    assert.notEqual(await launch(world, pool, 'b'), null);
  });
});

describe('stopping a slot', () => {
  const token = { token: 'a/1/s/1', runId: 'a', assignment: 1 };

  it('kills its container, and nothing is launched for it any more', async () => {
    const world = createSlotWorld({ warmSlots: 0 });
    const pool = world.makePool();
    const one = await launched(world, pool, 'a');
    assert.equal(await pool.stop(one), 'ended');
    assert.deepEqual(world.service.running(), []);
    assert.equal(await pool.start({ ...one, deadline: world.deadline() }), one.handle);
    assert.equal(world.service.asked(), 1);
  });

  it('keeps a late look from launching what was stopped before it was launched', async () => {
    const world = createSlotWorld({ warmSlots: 0 });
    const pool = world.makePool();
    const one = { slot: 's1', warm: false, ...token, deadline: world.deadline() };
    assert.equal(await world.deliver(one), 'delivered');
    assert.equal(await pool.stop(one), 'ended');
    const state = await pool.inspect(await pool.start(one));
    assert.ok(state.status === 'ended' && !state.counted);
    assert.equal(world.service.asked(), 0);
  });

  it('takes a slot that was not claimed yet from a look that is late, and ends who waits there', async () => {
    const world = createSlotWorld({ warmSlots: 1 });
    const pool = world.makePool();
    await pool.refill();
    const { slot = '' } = (await pool.reserve({ runId: 'a', deadline: world.deadline() })) ?? {};
    assert.equal(await pool.stop({ ...token, slot }), 'ended');
    assert.equal(await world.deliver({ ...token, slot }), 'taken');
    await world.service.poll();
    assert.deepEqual(world.service.running(), []);
    assert.equal(await pool.stop({ ...token, slot }), 'ended');
  });

  it('leaves the slot of another run alone', async () => {
    const world = createSlotWorld({ warmSlots: 0 });
    const pool = world.makePool();
    const one = await launched(world, pool, 'b');
    assert.equal(await pool.stop({ ...token, slot: one.slot }), 'ended');
    assert.deepEqual(world.service.running(), [one.slot]);
  });
});
