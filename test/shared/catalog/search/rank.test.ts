import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createCatalogSearch } from '../../../../shared/catalog/search/rank.ts';
import { catalogOf, column, table } from '../catalogs.ts';

const idOf = (name: string) => column(name, { kind: 'number', type: 'BIGINT' });
const orders = ['orders', 'stg_orders', 'orders_v2', 'orders_hist'].map((name) =>
  table(name, 10, [idOf('no')]),
);
const lines = table('lin', 90, [idOf('order_no')]);
const refunds = table('refunds', 5, [idOf('id')]);
const link = { table: 'lin', column: 'order_no', toTable: 'orders', toColumn: 'no' };
const search = createCatalogSearch(catalogOf([...orders, lines, refunds]), [link]);
const rank = (question: string): string[] => search.rank(question).map(({ name }) => name);

describe('the rank of tables', () => {
  it('has a table before its copies, and what refers to it before them', () => {
    assert.deepEqual(rank('orders').slice(0, 2), ['orders', 'lin']);
    assert.deepEqual(rank('orders').toSorted(), [...orders.map(({ name }) => name), 'lin'].toSorted());
  });

  it('has a copy in front that the question asks for', () => {
    assert.equal(rank('history of orders')[0], 'orders_hist');
  });

  it('has no room taken by copies from another table that is asked about', () => {
    assert.ok(
      rank('orders and refunds').indexOf('refunds') < rank('orders and refunds').indexOf('stg_orders'),
    );
  });

  it('leaves out what has nothing to do with the question', () => {
    assert.deepEqual(rank('refund'), ['refunds']);
    assert.deepEqual(rank('weather'), []);
  });
});
