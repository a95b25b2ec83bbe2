import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createRunLog } from '../../../shared/run/log.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { accepted, failed, planned } from '../../fakes/run-events.ts';

const now = new Date('2026-01-01T00:00:00.000Z');

describe('run log', () => {
  it('reads back the last entry', async () => {
    const log = createRunLog(createMemoryStore());
    const run = await log.append(null, accepted, now);
    await log.append(run, planned, now);
    assert.equal((await log.read('r1'))?.run.state, 'planned');
    assert.equal(await log.read('r2'), null);
  });

  it('reads a log of more entries than one listing holds', async () => {
    const log = createRunLog(createMemoryStore());
    const claim = { type: 'call.claimed', stage: 'planner', purpose: 'plan', until: 'x' } as const;
    let run = await log.append(null, accepted, now);
    for (let seq = 2; seq <= 1_002; seq++) run = await log.append(run, claim, now);
    assert.equal((await log.read('r1'))?.run.seq, 1_002);
    assert.equal((await log.entries('r1', 1)).length, 1_001);
  });

  it('lets one of fifty writers of an entry win', async () => {
    const log = createRunLog(createMemoryStore());
    const run = await log.append(null, accepted, now);
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) => log.append(run, i % 2 === 0 ? planned : failed, now)),
    );
    assert.equal(results.filter((one) => one !== null).length, 1);
    assert.equal((await log.entries('r1', 0)).length, 2);
  });

  it('gives the entries after a seq, each with the state after it', async () => {
    const log = createRunLog(createMemoryStore());
    const run = await log.append(null, accepted, now);
    await log.append(run, planned, now);
    const entries = await log.entries('r1', 1);
    assert.deepEqual(
      entries.map((entry) => [entry.seq, entry.event?.type, entry.run.state]),
      [[2, 'run.planned', 'planned']],
    );
  });

  it('keeps a buried entry in place, without its event', async () => {
    const store = createMemoryStore();
    const log = createRunLog(store);
    const run = await log.append(null, accepted, now);
    assert.ok(run !== null);
    await log.bury(run, 1);
    assert.equal((await log.entries('r1', 0))[0]?.event, null);
    assert.equal(await log.append(null, accepted, now), null, 'a late writer must not bring the run back');
  });
});
