import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Row } from './draw.ts';
import { shopTables } from './make.ts';

const tables = shopTables();
const rows = (name: string): Row[] => tables[name] ?? [];
const values = (name: string, column: string) => rows(name).map((row) => row[column]);
const repeated = (found: unknown[]): number => found.length - new Set(found).size;

describe('the made shop', () => {
  it('is the same every time', () => {
    assert.deepEqual(shopTables(), tables);
  });

  it('has twelve tables at least, and rows in each', () => {
    assert.ok(Object.keys(tables).length >= 12);
    for (const [name, some] of Object.entries(tables)) assert.ok(some.length > 0, name);
  });

  it('has joins that multiply: several items, payments and parcels of an order', () => {
    for (const name of ['order_items', 'payments', 'shipments', 'refunds'])
      assert.ok(name === 'refunds' || repeated(values(name, 'order_id')) > 50, name);
    assert.ok(repeated(values('addresses', 'customer_id')) > 100);
  });

  it('has orders of nobody: of guests, and of customers who are gone', () => {
    const known = new Set(values('customers', 'customer_id'));
    const strangers = values('orders', 'customer_id').filter((id) => !known.has(id ?? null));
    assert.ok(strangers.filter((id) => id === null).length > 100);
    assert.ok(strangers.filter((id) => id !== null).length > 10);
  });

  it('has deleted customers, empty values, and names that come twice', () => {
    assert.ok(values('customers', 'deleted_at').filter((at) => at !== null).length > 10);
    assert.ok(values('order_items', 'discount').includes(null));
    assert.ok(repeated(values('customers', 'name')) > 0);
    assert.equal(values('products', 'name').filter((name) => name === 'Classic Set').length, 3);
  });

  it('has orders whose day in UTC is not their day in Tokyo', () => {
    const late = values('orders', 'ordered_at').filter((at) => Number(String(at).slice(11, 13)) >= 15);
    assert.ok(late.length > 100);
  });

  it('has a tie for the third-highest salary, a store without staff, and products that never sold', () => {
    const salaries = values('employees', 'salary').toSorted((a, b) => Number(b) - Number(a));
    assert.equal(salaries[2], salaries[3]);
    assert.ok(!values('employees', 'store_id').includes(5));
    const sold = new Set(values('order_items', 'product_id'));
    assert.equal(values('products', 'product_id').filter((id) => !sold.has(id ?? null)).length, 3);
  });

  it('writes only texts that CSV takes as they are', () => {
    const texts = Object.values(tables).flatMap((some) => some.flatMap((row) => Object.values(row)));
    assert.deepEqual(
      texts.filter((text) => /[",\n\r]/.test(String(text))),
      [],
    );
  });
});
