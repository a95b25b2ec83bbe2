import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { createSlotTable, type SlotTable } from '../../../../infra/local/sandbox/slots.ts';
import { createCountingIds } from '../../../fakes/counting-ids.ts';

describe('slot table', () => {
  let now: number;
  let table: SlotTable;
  beforeEach(() => {
    now = 0;
    table = createSlotTable({ ids: createCountingIds('s'), capacity: 2, now: () => now });
    table.refill();
  });

  it('keeps a slot for the run that reserved it', () => {
    const first = table.reserve('a');
    assert.deepEqual(table.reserve('a'), first);
    assert.notDeepEqual(table.reserve('b'), first);
    assert.equal(table.reserve('c'), null);
  });

  it('names what was reserved and never started, and gives it to nobody else', () => {
    const slot = table.reserve('a')?.slot ?? '';
    table.start(table.reserve('b')?.slot ?? '', 'b');
    assert.deepEqual(table.stale(), []);
    now = 61_000;
    assert.deepEqual(table.stale(), [slot]);
    assert.equal(table.reserve('c'), null);
  });

  it('keeps a started slot however long it takes, and names who waits when it is free', () => {
    const slot = table.reserve('a')?.slot ?? '';
    table.start(slot, 'a');
    table.start(table.reserve('b')?.slot ?? '', 'b');
    now = 3_600_000;
    assert.equal(table.reserve('c'), null);
    assert.equal(table.reserve('d'), null);
    assert.equal(table.drop(slot), true);
    assert.deepEqual([table.nextWaiting(), table.nextWaiting(), table.nextWaiting()], ['c', 'd', null]);
    assert.equal(table.refill().length, 1);
  });

  it('says when nobody serves a slot any more', () => {
    const slot = table.reserve('a')?.slot ?? '';
    assert.equal(table.start(slot, 'a'), 'served');
    table.clear();
    assert.equal(table.start(slot, 'a'), 'unserved');
  });
});
