import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDraw, type Row, type Value } from './draw.ts';
import { makeCategories, makeInventory, makeProducts, makeReviews } from './goods.ts';
import { makeSales } from './orders.ts';
import { makeAddresses, makeCustomers, makeEmployees, makeSessions, makeStores } from './people.ts';

const seed = 20_260_105;
const sizes = { customers: 400, employees: 30, orders: 2_000, sessions: 3_000, reviews: 700 };
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * A shop's warehouse of fourteen tables, full of what makes SQL wrong: one-to-many joins that multiply, NULLs, moments in UTC
 * where people mean Tokyo's days, names that come twice, columns that several tables have, ties, orphans, soft deletes.
 */
export function shopTables(): Record<string, Row[]> {
  const draw = createDraw(seed);
  const customers = makeCustomers(draw, sizes.customers);
  const categories = makeCategories();
  const products = makeProducts(draw, categories);
  const stores = makeStores();
  return {
    customers,
    addresses: makeAddresses(draw, customers),
    categories,
    products,
    stores,
    employees: makeEmployees(draw, sizes.employees),
    inventory: makeInventory(draw, stores.length, products),
    reviews: makeReviews(draw, sizes.customers, products.length, sizes.reviews),
    sessions: makeSessions(draw, sizes.customers, sizes.sessions),
    ...makeSales(draw, sizes.customers, products, sizes.orders),
  };
}

/** Writes the tables as CSV, with the shop's own words about them. */
export async function makeShop(folder: string): Promise<void> {
  const files = Object.entries(shopTables()).map(([name, rows]) =>
    writeFile(join(folder, `${name}.csv`), toCsv(rows)),
  );
  await Promise.all([
    ...files,
    cp(here('semantics.yaml'), join(folder, 'semantics.yaml')),
    cp(here('context'), join(folder, 'context'), { recursive: true }),
  ]);
}

function toCsv(rows: Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? null))];
  return lines.map((line) => `${line.map(field).join(',')}\n`).join('');
}

/** No text of the shop holds a comma, a quote or an end of line. */
const field = (value: Value): string => (value === null ? '' : String(value));
