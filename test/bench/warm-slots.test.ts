import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { arrivalsOf, sizes, traffics } from './warm-slots-table.ts';
import { defaults, simulate, type Arrival } from './warm-slots.ts';

const hour = 3600;
const [, busy] = traffics;
if (busy === undefined) throw new Error('there is no traffic');
const arrivals = arrivalsOf({ ...busy, days: 5 }, defaults);
const until = 5 * 24 * hour;
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the simulation of warm slots', () => {
  for (const warmSlots of sizes.slice(1)) {
    it(`gives each of ${warmSlots} slots to one run at most, ready and young enough`, () => {
      const { claims } = simulate({ ...defaults, warmSlots }, arrivals, until);
      assert.equal(new Set(claims.map((claim) => claim.slot)).size, claims.length);
      assert.ok(claims.length > 0);
      for (const { at, readyAt, launchedAt } of claims) {
        assert.ok(readyAt <= at);
        assert.ok(at + defaults.deadlineSeconds <= launchedAt + defaults.lifetimeSeconds);
      }
    });
  }

  it('has runs wait less, and costs more, the more slots there are', () => {
    const outcomes = sizes.map((warmSlots) => simulate({ ...defaults, warmSlots }, arrivals, until));
    const waits = outcomes.map((outcome) => mean(outcome.waits));
    const costs = outcomes.map((outcome) => outcome.containerSeconds);
    assert.deepEqual(
      waits,
      waits.toSorted((a, b) => b - a),
    );
    assert.deepEqual(
      costs,
      costs.toSorted((a, b) => a - b),
    );
  });

  it('counts a container from being asked for to its end', () => {
    const fixed = { ...defaults, coldStartSeconds: [40, 40] as [number, number], pollSeconds: 0 };
    const one: Arrival[] = [{ at: 1_000, keeps: 60, luck: 0 }];
    assert.deepEqual(simulate({ ...fixed, warmSlots: 0 }, one, 2_000), {
      waits: [40],
      claims: [],
      containerSeconds: 100,
    });
    const warm = simulate({ ...fixed, warmSlots: 1 }, one, 2_000);
    assert.deepEqual([warm.waits, warm.containerSeconds], [[0], 1_060 + 1_000]);
    const idle = simulate({ ...fixed, warmSlots: 1 }, [], 5_000);
    assert.equal(idle.containerSeconds, 5_000);
  });

  it('says the same for the same seed, and something else for another', () => {
    const outcomeOf = (seed: number): unknown =>
      simulate({ ...defaults, seed, warmSlots: 2 }, arrivals, until);
    assert.deepEqual(outcomeOf(1), outcomeOf(1));
    assert.notDeepEqual(outcomeOf(1), outcomeOf(2));
  });
});
