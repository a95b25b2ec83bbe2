import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { copiesAmong } from '../../../../shared/catalog/search/copies.ts';

describe('copies of tables', () => {
  it('are told by marks before and behind the name of a table that is there', () => {
    const copies = ['stg_orders', 'orders_v2', 'ORDERS_BAK_20240331', 'tmp_orders_hist', '注文_old'];
    assert.deepEqual(
      [...copiesAmong(['orders', '注文', ...copies])],
      [
        ['stg_orders', 'orders'],
        ['orders_v2', 'orders'],
        ['ORDERS_BAK_20240331', 'orders'],
        ['tmp_orders_hist', 'orders'],
        ['注文_old', '注文'],
      ],
    );
  });

  it('are no copies when nothing is there that they could be copies of', () => {
    assert.deepEqual([...copiesAmong(['stg_orders', 'sales_2023', 'rank_hist', 'orders_items'])], []);
  });
});
