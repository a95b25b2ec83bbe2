import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { openCheckedWarehouse, type CheckedWarehouse } from './kit.ts';
import { joins } from './plans/joins.ts';
import { lostRows } from './plans/lost-rows.ts';
import { parts } from './plans/parts.ts';
import { sound } from './plans/sound.ts';
import { writeShop } from './shop.ts';

describe('plans that are checked over a real warehouse', function () {
  this.timeout(60_000);
  let warehouse: CheckedWarehouse;
  before(async () => {
    warehouse = await openCheckedWarehouse(writeShop);
  });
  after(() => warehouse.close());

  const planted = [...joins, ...lostRows, ...parts];
  for (const { mistake, sql, finds } of planted)
    it(`finds: ${mistake}`, async () => {
      const found = await warehouse.check(sql);
      assert.deepEqual(
        found.map(({ check, severity, figure }) => [check, severity, figure]),
        finds,
        JSON.stringify(found, null, 1),
      );
    });

  for (const [why, sql] of sound)
    it(`accuses nobody: ${why}`, async () => {
      assert.deepEqual(await warehouse.check(sql), []);
    });

  it('are many', () => {
    assert.ok(planted.length >= 30 && sound.length >= 30);
  });
});
