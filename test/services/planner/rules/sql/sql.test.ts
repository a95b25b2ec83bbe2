import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { joinKey } from '../../../../../services/planner/rules/sql/sql.ts';
import { table } from '../catalogs.ts';

const orders = table('orders', 100, [
  ['order_id', 'number', 100],
  ['customer_id', 'number', 40],
]);
const refunds = table('refunds', 30, [
  ['refund_id', 'number', 30],
  ['order_id', 'number', 30],
]);
const shipments = table('shipments', 120, [
  ['shipment_id', 'number', 120],
  ['order_id', 'number', 90],
]);

describe('joinKey', () => {
  it('leads from what refers to a thing to the thing', () => {
    assert.equal(joinKey(shipments, orders), 'order_id');
  });

  it('leads to what a thing has at most one of', () => {
    assert.equal(joinKey(orders, refunds), 'order_id');
  });

  it('never leads to what a thing has many of', () => {
    assert.equal(joinKey(orders, shipments), null);
  });

  it('does not lead between two that refer to the same third', () => {
    assert.equal(joinKey(shipments, refunds), null);
  });
});
