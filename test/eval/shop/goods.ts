import { day, stamp, type Draw, type Row } from './draw.ts';
import { categories, things } from './words.ts';

export function makeCategories(): Row[] {
  const idOf = (name: string | null): number | null => {
    const at = categories.findIndex(([other]) => other === name);
    return at < 0 ? null : at + 1;
  };
  return categories.map(([name, parent], i) => ({ category_id: i + 1, name, parent_id: idOf(parent) }));
}

/** Yen. Some products never sold, some are discontinued, some have no known cost. */
export function makeProducts(draw: Draw, made: Row[]): Row[] {
  const listed = made.flatMap(({ category_id, name }) =>
    (things[String(name)] ?? []).map((thing) => ({ category_id: category_id ?? null, name: thing })),
  );
  return listed.map(({ category_id, name }, i) => {
    const price = draw.whole(3, 120) * 100;
    return {
      product_id: i + 1,
      name,
      category_id,
      price,
      cost: draw.happens(0.1) ? null : Math.round(price * (0.35 + draw.whole(0, 30) / 100)),
      discontinued_on: draw.happens(0.12) ? day(draw.moment(200, 540)) : null,
    };
  });
}

/** Not every store has every product; some have none left. */
export function makeInventory(draw: Draw, stores: number, products: Row[]): Row[] {
  return Array.from({ length: stores - 1 }, (_, store) => store + 1).flatMap((store_id) =>
    products
      .filter(() => draw.happens(0.7))
      .map(({ product_id }) => ({
        store_id,
        product_id: product_id ?? null,
        stock: draw.happens(0.12) ? 0 : draw.whole(1, 60),
      })),
  );
}

export function makeReviews(draw: Draw, customers: number, products: number, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => ({
    review_id: i + 1,
    product_id: 1 + draw.skewed(products - 3),
    customer_id: 1 + draw.skewed(customers),
    rating: draw.one([1, 2, 3, 4, 4, 5, 5, 5]),
    created_at: stamp(draw.moment(20, 545)),
  }));
}
