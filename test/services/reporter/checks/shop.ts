import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Value = string | number | null;
const csv = (columns: string, rows: Value[][]): string =>
  `${columns}\n${rows.map((row) => row.map((value) => value ?? '').join(',')).join('\n')}\n`;
const rows = <T extends Value[]>(length: number, row: (n: number) => T): T[] =>
  Array.from({ length }, (_, place) => row(place + 1));
const pick = <T>(n: number, values: T[]): T => values[n % values.length] as T;
const pad = (n: number): string => String(n).padStart(2, '0');

/**
 * A shop in nine tables, by rule, so that every figure can be worked out: 20 customers of whom 4 never ordered and 2 have
 * no country, 60 orders from 2024-01-03 to 2025-06-14 of which 3 have no customer and 2 an unknown one.
 */
const tables: Record<string, string> = {
  customers: csv(
    'customer_id,name,country,tier,credit,age,referrer_id,joined_on',
    rows(20, (n) => [
      n,
      `Customer ${n}`,
      n === 7 || n === 14 ? null : pick(n, ['Japan', 'France', 'Brazil']),
      pick(n, ['gold', 'silver']),
      n * 100,
      n % 4 === 0 ? null : 20 + n,
      n % 5 === 0 ? n - 1 : null,
      `2023-${pad((n % 12) + 1)}-01`,
    ]),
  ),
  orders: csv(
    'order_id,customer_id,ordered_at,status,amount,coupon,city,street',
    rows(60, (n) => [
      n,
      n <= 3 ? null : n <= 5 ? 900 + n : (n % 16) + 1,
      `${n <= 40 ? 2024 : 2025}-${pad(n <= 40 ? Math.ceil((n * 12) / 40) : Math.ceil(((n - 40) * 6) / 20))}-${n === 1 ? '05' : n === 60 ? '14' : pad((n % 9) + 1)} 10:00:00`,
      n % 10 === 0 ? null : pick(n, ['paid', 'shipped', 'cancelled']),
      n * 10,
      n % 3 === 0 ? `C${n}` : null,
      pick(n, ['Tokyo', 'Paris']),
      n % 6 === 0 ? null : `Street ${n % 4}`,
    ]),
  ),
  items: csv(
    'item_id,order_id,product_id,quantity,price',
    rows(150, (n) => [n, ((n * 7) % 60) + 1, (n % 12) + 1, (n % 3) + 1, 5 + (n % 7)]),
  ),
  products: csv(
    'product_id,product_name,category,weight',
    rows(12, (n) => [n, `Product ${n}`, pick(n, ['books', 'games', 'music']), n % 2 === 0 ? n : null]),
  ),
  visits: csv(
    'visit_id,customer_id,visited_on,seconds',
    rows(80, (n) => [n, (n % 18) + 1, `2025-${pad((n % 6) + 1)}-${pad((n % 27) + 1)}`, n * 3]),
  ),
  profiles: csv(
    'customer_id,newsletter',
    rows(20, (n) => [n, n % 2]),
  ),
  tags: csv(
    'product_id,tag',
    rows(24, (n) => [Math.ceil(n / 2), n % 2 === 0 ? 'new' : pick(n, ['sale', 'gift'])]),
  ),
  // Every day from 2024-01-01 to 2025-06-14.
  readings: csv(
    'day,litres',
    rows(531, (n) => [new Date(Date.UTC(2024, 0, n)).toISOString().slice(0, 10), n % 11]),
  ),
  scores: csv(
    'player,team,score',
    rows(12, (n) => [`Player ${n}`, n <= 8 ? 'A' : 'B', n <= 3 ? 90 : n <= 6 ? 80 : 70 - n]),
  ),
};

/** Writes them as a folder that a warehouse can load. */
export async function writeShop(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(
    Object.entries(tables).map(([name, text]) => writeFile(join(folder, `${name}.csv`), text)),
  );
}
