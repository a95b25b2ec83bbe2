import { day, stamp, type Draw, type Row } from './draw.ts';
import { cities, familyNames, givenNames, stores } from './words.ts';

/** Some are deleted, which is a mark and not a missing row; some say no date of birth; names come again. */
export function makeCustomers(draw: Draw, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const signedUp = draw.moment(0, 500);
    const name = `${draw.one(givenNames)} ${draw.one(familyNames)}`;
    return {
      customer_id: i + 1,
      name,
      email: `${name.toLowerCase().replace(' ', '.')}${i + 1}@example.com`,
      birth_date: draw.happens(0.12)
        ? null
        : day(new Date(Date.UTC(draw.whole(1944, 2006), draw.whole(0, 11), 3))),
      tier: draw.happens(0.08) ? null : draw.one(['basic', 'basic', 'basic', 'silver', 'gold']),
      referred_by: i > 10 && draw.happens(0.2) ? draw.whole(1, i) : null,
      signed_up_at: stamp(signedUp),
      deleted_at: draw.happens(0.06) ? stamp(draw.moment(501, 545)) : null,
    };
  });
}

/** Every customer has up to three: who joins them counts customers twice. */
export function makeAddresses(draw: Draw, customers: Row[]): Row[] {
  const rows: Row[] = [];
  for (const { customer_id } of customers) {
    const count = draw.whole(0, 3);
    for (let n = 0; n < count; n++) {
      const [city, prefecture] = draw.one(cities);
      rows.push({
        address_id: rows.length + 1,
        customer_id: customer_id ?? null,
        kind: n === 0 ? 'billing' : 'shipping',
        city,
        prefecture,
      });
    }
  }
  return rows;
}

export const makeStores = (): Row[] =>
  stores.map(([name, city], i) => ({
    store_id: i + 1,
    name,
    city,
    opened_on: `20${10 + 3 * i}-04-01`,
    // The outlet is closed and sells nothing any more.
    closed_on: name === 'Outlet' ? '2023-12-31' : null,
  }));

/** Yen a month. Two share the third-highest salary: who asks for three gets four. */
const salaries = [620_000, 580_000, 540_000, 540_000, 500_000];

export function makeEmployees(draw: Draw, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => ({
    employee_id: i + 1,
    name: `${draw.one(givenNames)} ${draw.one(familyNames)}`,
    // The outlet, the fifth store, has nobody; headquarters is no store.
    store_id: i % 6 === 5 ? null : (i % 4) + 1,
    role: i < 4 ? 'manager' : draw.one(['clerk', 'clerk', 'stock']),
    salary: salaries[i] ?? draw.whole(220, 460) * 1_000,
    manager_id: i < 4 ? null : draw.whole(1, 4),
    hired_on: day(draw.moment(-1_500, 400)),
    left_on: draw.happens(0.15) ? day(draw.moment(401, 540)) : null,
  }));
}

export function makeSessions(draw: Draw, customers: number, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => ({
    session_id: i + 1,
    // Most visitors are not logged in.
    customer_id: draw.happens(0.55) ? null : 1 + draw.skewed(customers),
    started_at: stamp(draw.moment(0, 545)),
    device: draw.one(['phone', 'phone', 'phone', 'desktop', 'tablet']),
    pages: 1 + draw.skewed(20),
    seconds: draw.happens(0.1) ? null : 5 + draw.skewed(1_800),
  }));
}
