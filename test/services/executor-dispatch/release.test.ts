import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Sandbox } from '../../../shared/ports/sandbox.ts';
import { programPlan, queryPlan } from '../../fakes/planned-run.ts';
import { createHarness } from './harness.ts';

type Harness = Awaited<ReturnType<typeof createHarness>>;

async function cancel(harness: Harness): Promise<void> {
  await harness.log.append(await harness.run(), { type: 'run.cancelled' }, harness.clock.now());
}

/** A sandbox that answers `stop` in its own words. */
const answerStop = (harness: Harness, outcome: Awaited<ReturnType<Sandbox['stop']>>) =>
  Object.assign(harness.sandbox, { stop: async () => outcome });

describe('executor-dispatch: release', () => {
  it('stops the query and the sandbox of a cancelled run by token', async () => {
    const query = await createHarness(queryPlan);
    await query.look();
    await cancel(query);
    assert.equal((await query.look()).state, 'notifying');
    assert.deepEqual(query.warehouse.stopped, [query.warehouse.started[0]?.token]);

    const program = await createHarness(programPlan);
    await program.look();
    await cancel(program);
    assert.equal((await program.look()).state, 'notifying');
    assert.deepEqual(program.sandbox.stopped, ['r1/1/s/1']);
  });

  it('tells the slot that no further assignment comes', async () => {
    const harness = await createHarness(programPlan);
    await harness.look();
    await cancel(harness);
    await harness.look();
    const stored = await harness.store.get('slots/slot1/2');
    assert.equal((JSON.parse(new TextDecoder().decode(stored?.body)) as { end: boolean }).end, true);
  });

  it('writes nothing into the mailbox of a slot that another run has', async () => {
    const harness = await createHarness(programPlan);
    await harness.look();
    await harness.store.put('slots/slot1/claim', 'other');
    await cancel(harness);
    await harness.look();
    assert.equal(await harness.store.get('slots/slot1/2'), null);
  });

  it('releases nothing that still runs', async () => {
    const harness = await createHarness(programPlan);
    await harness.look();
    await cancel(harness);
    answerStop(harness, 'stopping');
    assert.equal((await harness.look()).state, 'ending');
  });

  it('releases no started sandbox on the word "unknown", however old', async () => {
    const harness = await createHarness(programPlan);
    await harness.look();
    await cancel(harness);
    answerStop(harness, 'unknown');
    harness.clock.advance(600);
    assert.equal((await harness.look()).state, 'ending');
  });

  it('releases by force a minute after the deadline', async () => {
    const harness = await createHarness(programPlan);
    await harness.look();
    await cancel(harness);
    answerStop(harness, 'unknown');
    harness.clock.advance(15 * 60 + 61);
    assert.equal((await harness.look()).state, 'notifying');
    const last = (await harness.log.entries('r1', 0)).at(-1)?.event;
    assert.deepEqual(last, { type: 'run.released', forced: true });
  });
});
