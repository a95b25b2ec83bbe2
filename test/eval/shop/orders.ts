import { later, stamp, type Draw, type Row } from './draw.ts';
import { carriers, reasons } from './words.ts';

export interface Sales {
  orders: Row[];
  order_items: Row[];
  payments: Row[];
  refunds: Row[];
  shipments: Row[];
}

/** Numbers of customers who were deleted for good: their orders are orphans. */
const purged = [9_001, 9_002, 9_003];
const lastDay = 545;
/** Of the products, the last few. */
const neverSold = 3;

/** Orders with all that hangs on them: items, payments in parts, refunds, shipments in parts. */
export function makeSales(draw: Draw, customers: number, products: Row[], count: number): Sales {
  const sales: Sales = { orders: [], order_items: [], payments: [], refunds: [], shipments: [] };
  for (let id = 1; id <= count; id++) {
    const moment = draw.moment(0, lastDay);
    const online = draw.happens(0.6);
    const status = draw.one(['completed', 'completed', 'completed', 'completed', 'cancelled', 'pending']);
    sales.orders.push({
      order_id: id,
      customer_id: customerOf(draw, customers, online),
      store_id: online ? null : draw.whole(1, 4),
      channel: online ? 'online' : 'store',
      status,
      ordered_at: stamp(moment),
      shipping_fee: online ? draw.one([0, 300, 500]) : null,
    });
    const total = addItems(draw, sales, id, products);
    if (status !== 'cancelled') addPayments(draw, sales, id, total, moment);
    if (status === 'completed' && draw.happens(0.08)) addRefund(draw, sales, id, total, moment);
    if (status === 'completed' && online) addShipments(draw, sales, id, moment);
  }
  return sales;
}

/** Guests buy in stores; a few online orders belong to nobody who is still there. */
function customerOf(draw: Draw, customers: number, online: boolean): number | null {
  if (!online && draw.happens(0.5)) return null;
  return draw.happens(0.01) ? draw.one(purged) : 1 + draw.skewed(customers - 40);
}

/** @returns what the order costs, in yen */
function addItems(draw: Draw, { order_items }: Sales, order_id: number, products: Row[]): number {
  let total = 0;
  const lines = draw.whole(1, 4);
  for (let line = 1; line <= lines; line++) {
    const product = products[draw.skewed(products.length - neverSold)];
    const quantity = 1 + draw.skewed(5);
    const unit_price = Number(product?.['price']);
    const discount = draw.happens(0.25) ? draw.one([0.1, 0.2, 0.5]) : null;
    total += quantity * unit_price * (1 - (discount ?? 0));
    order_items.push({
      order_id,
      line,
      product_id: product?.['product_id'] ?? null,
      quantity,
      unit_price,
      discount,
    });
  }
  return Math.round(total);
}

/** One order in five is paid in two parts: who joins payments to items counts both twice. */
function addPayments(draw: Draw, { payments }: Sales, order_id: number, total: number, moment: Date): void {
  const parts = draw.happens(0.2) ? [Math.floor(total / 2), Math.ceil(total / 2)] : [total];
  for (const amount of parts)
    payments.push({
      payment_id: payments.length + 1,
      order_id,
      method: draw.one(['card', 'card', 'cash', 'transfer', 'points']),
      amount,
      paid_at: stamp(later(moment, draw.whole(0, 72))),
    });
}

function addRefund(draw: Draw, { refunds }: Sales, order_id: number, total: number, moment: Date): void {
  refunds.push({
    refund_id: refunds.length + 1,
    order_id,
    amount: draw.happens(0.5) ? total : Math.round(total / 3),
    reason: draw.happens(0.2) ? null : draw.one(reasons),
    refunded_at: stamp(later(moment, draw.whole(24, 600))),
  });
}

/** Some are under way; some come in two parcels. */
function addShipments(draw: Draw, { shipments }: Sales, order_id: number, moment: Date): void {
  const parcels = draw.happens(0.15) ? 2 : 1;
  for (let n = 0; n < parcels; n++) {
    const shipped = later(moment, draw.whole(4, 60));
    shipments.push({
      shipment_id: shipments.length + 1,
      order_id,
      carrier: draw.one(carriers),
      shipped_at: stamp(shipped),
      delivered_at: draw.happens(0.07) ? null : stamp(later(shipped, draw.whole(12, 120))),
    });
  }
}
