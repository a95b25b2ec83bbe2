import type { SoundPlan } from './plan.ts';

export const sound: SoundPlan[] = [
  [
    'pairs are what is counted',
    'SELECT count(*) FROM items a JOIN items b ON a.order_id = b.order_id AND a.item_id < b.item_id',
  ],
  [
    'customers who stayed long are asked for',
    'SELECT c.customer_id, count(v.visit_id) FROM customers c JOIN visits v ON v.customer_id = c.customer_id WHERE v.seconds > 120 GROUP BY c.customer_id',
  ],
  [
    'a list of orders, each with its customer',
    'SELECT c.customer_id, o.order_id, sum(i.price) FROM items i JOIN orders o ON o.order_id = i.order_id LEFT JOIN customers c ON c.customer_id = o.customer_id GROUP BY 1, 2',
  ],
  [
    'pairs of products',
    'SELECT a.product_id, b.product_id, count(*) FROM items a JOIN items b ON a.order_id = b.order_id AND a.product_id < b.product_id GROUP BY 1, 2',
  ],
  [
    'rank by its name',
    'SELECT player, rank() OVER (ORDER BY score DESC) AS place FROM scores QUALIFY place <= 3 ORDER BY place LIMIT 5',
  ],

  [
    'distinct customers',
    'SELECT c.country, count(DISTINCT c.customer_id) FROM customers c JOIN orders o ON o.customer_id = c.customer_id GROUP BY c.country',
  ],
  [
    'a look-up over a unique key',
    'SELECT p.category, sum(i.quantity * i.price) AS revenue FROM items i JOIN products p ON p.product_id = i.product_id GROUP BY p.category ORDER BY revenue DESC',
  ],
  [
    'two look-ups in a row',
    'SELECT o.city, p.category, sum(i.price) FROM items i JOIN orders o ON o.order_id = i.order_id JOIN products p ON p.product_id = i.product_id GROUP BY 1, 2',
  ],
  [
    'a look-up by LEFT JOIN keeps what has no partner',
    'SELECT c.country, sum(o.amount) FROM orders o LEFT JOIN customers c ON o.customer_id = c.customer_id GROUP BY c.country',
  ],
  [
    'a filter on the partner',
    "SELECT sum(o.amount) FROM orders o JOIN customers c ON o.customer_id = c.customer_id WHERE c.tier = 'gold'",
  ],
  [
    'tables of one row per key',
    'SELECT c.tier, p.newsletter, count(*) FROM customers c JOIN profiles p USING (customer_id) GROUP BY c.tier, p.newsletter',
  ],
  [
    'a semi-join with IN',
    'SELECT sum(credit) FROM customers WHERE customer_id IN (SELECT customer_id FROM orders WHERE amount > 100)',
  ],
  [
    'a semi-join with EXISTS',
    'SELECT sum(c.credit) FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.customer_id)',
  ],
  [
    'grouped before it is joined',
    'WITH spent AS (SELECT customer_id, sum(amount) AS total FROM orders GROUP BY customer_id) SELECT sum(c.credit), sum(s.total) FROM customers c LEFT JOIN spent s ON s.customer_id = c.customer_id',
  ],
  [
    'grouped before, in parentheses',
    'SELECT c.tier, sum(per.n) FROM customers c JOIN (SELECT customer_id, count(*) AS n FROM visits GROUP BY customer_id) per ON per.customer_id = c.customer_id GROUP BY c.tier',
  ],
  [
    'groups joined to groups',
    'SELECT a.tier, a.n, b.m FROM (SELECT tier, count(*) AS n FROM customers GROUP BY tier) a JOIN (SELECT tier, sum(credit) AS m FROM customers GROUP BY tier) b ON a.tier = b.tier',
  ],
  [
    'one row joined to all',
    'SELECT c.tier, sum(c.credit) / max(t.credit) FROM customers c CROSS JOIN (SELECT sum(credit) AS credit FROM customers) t GROUP BY c.tier',
  ],
  [
    'every customer, LEFT JOIN and count(column)',
    'SELECT c.customer_id, c.name, count(o.order_id) AS orders FROM customers c LEFT JOIN orders o ON o.customer_id = c.customer_id GROUP BY c.customer_id, c.name',
  ],
  [
    'per order its items',
    'SELECT o.order_id, count(*) AS items, sum(i.price) FROM orders o JOIN items i ON i.order_id = o.order_id GROUP BY o.order_id',
  ],
  [
    'in each tag once',
    'SELECT t.tag, sum(p.product_id) FROM products p JOIN tags t ON t.product_id = p.product_id GROUP BY t.tag',
  ],
  [
    'the average age of those behind each kind of order',
    'SELECT o.status, avg(c.credit) FROM orders o LEFT JOIN customers c ON c.customer_id = o.customer_id WHERE o.customer_id IS NOT NULL GROUP BY o.status',
  ],
  [
    'the largest and the smallest do not mind',
    'SELECT max(c.credit), min(c.age) FROM customers c JOIN visits v ON v.customer_id = c.customer_id',
  ],
  [
    'once per customer by CASE',
    'SELECT sum(CASE WHEN v.first = 1 THEN c.credit ELSE 0 END) FROM customers c JOIN (SELECT customer_id, row_number() OVER (PARTITION BY customer_id ORDER BY visit_id) AS first FROM visits) v ON v.customer_id = c.customer_id',
  ],
  [
    'a self-join of a hierarchy',
    'SELECT r.tier, count(*) FROM customers c JOIN customers r ON r.customer_id = c.referrer_id GROUP BY r.tier',
  ],
  [
    'windows over rows',
    'SELECT customer_id, ordered_at, sum(amount) OVER (PARTITION BY customer_id ORDER BY ordered_at) AS running FROM orders',
  ],
  ['rank keeps equals', 'SELECT player, score FROM scores QUALIFY rank() OVER (ORDER BY score DESC) <= 4'],
  [
    'the last of each customer',
    'SELECT customer_id, order_id FROM orders QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY order_id DESC) = 1',
  ],
  ['equals inside of the limit', 'SELECT player, score FROM scores ORDER BY score DESC LIMIT 3'],
  [
    'a total order leaves nothing to chance',
    'SELECT player, score FROM scores ORDER BY score DESC, player LIMIT 4',
  ],
  [
    'groups that differ',
    'SELECT customer_id, sum(amount) AS total FROM orders GROUP BY customer_id ORDER BY total DESC LIMIT 3',
  ],
  [
    'all groups in fewer rows than the limit',
    'SELECT tier, count(*) AS n FROM customers GROUP BY tier ORDER BY n DESC LIMIT 10',
  ],
  ['NULL is thought of', "SELECT count(*) FROM orders WHERE status <> 'cancelled' OR status IS NULL"],
  [
    'NULL is excluded in so many words',
    "SELECT count(*) FROM orders WHERE status IS NOT NULL AND status <> 'cancelled'",
  ],
  ['NULL is replaced', "SELECT count(*) FROM orders WHERE coalesce(status, 'none') <> 'cancelled'"],
  ['NULL is distinct', "SELECT count(*) FROM orders WHERE status IS DISTINCT FROM 'cancelled'"],
  ['a column without NULL', "SELECT count(*) FROM customers WHERE tier <> 'gold'"],
  [
    'NOT IN without NULL',
    'SELECT count(*) FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL)',
  ],
  ['an average over all', 'SELECT avg(coalesce(age, 0)) FROM customers'],
  ['an average of some, by CASE', "SELECT avg(CASE WHEN status = 'paid' THEN amount END) FROM orders"],
  ['an average of those that have one', 'SELECT avg(weight) FROM products WHERE weight IS NOT NULL'],
  [
    'how many are known, beside how many there are',
    'SELECT count(age) AS known, count(*) AS customers FROM customers',
  ],
  ['count of a column without NULL', 'SELECT count(order_id) FROM orders'],
  ['distinct values', 'SELECT count(DISTINCT coupon) FROM orders'],
  ['CASE without ELSE', "SELECT count(CASE WHEN status = 'paid' THEN 1 END) AS paid FROM orders"],
  [
    'the sum of ones and zeros',
    "SELECT sum(CASE WHEN status = 'paid' THEN 1 ELSE 0 END) AS paid FROM orders",
  ],
  [
    'a rate',
    "SELECT city, avg(CASE WHEN status = 'paid' THEN 1.0 ELSE 0.0 END) AS rate FROM orders GROUP BY city",
  ],
  [
    'shares of all, of which the first are shown',
    'SELECT status, count(*) * 1.0 / sum(count(*)) OVER () AS share FROM orders GROUP BY status ORDER BY status LIMIT 2',
  ],
  [
    'shares in per cent, rounded',
    'SELECT status, round(100.0 * count(*) / (SELECT count(*) FROM orders), 1) AS share FROM orders GROUP BY status',
  ],
  [
    'shares of all, by a subquery',
    'WITH per AS (SELECT customer_id, sum(amount) AS total FROM orders GROUP BY customer_id) SELECT customer_id, total / (SELECT sum(amount) FROM orders) AS share FROM per ORDER BY total DESC LIMIT 3',
  ],
  [
    'a share of all that meet something',
    "SELECT count(*) * 1.0 / (SELECT count(*) FROM customers) AS share FROM customers WHERE country = 'Japan'",
  ],
  [
    'an average of totals',
    'SELECT avg(total) FROM (SELECT customer_id, sum(amount) AS total FROM orders GROUP BY customer_id) AS t',
  ],
  [
    'averages of groups of one size',
    'SELECT avg(a) FROM (SELECT product_id % 3 AS third, avg(product_id) AS a FROM products GROUP BY 1) AS t',
  ],
  ['steps of ten', 'SELECT age // 10 * 10 AS decade, count(*) FROM customers GROUP BY 1 ORDER BY 1'],
  [
    'a division in floating point',
    "SELECT count(*) FILTER (WHERE status = 'paid') / count(*) AS share FROM orders",
  ],
  [
    'a month within the data',
    "SELECT count(*) FROM orders WHERE ordered_at >= DATE '2024-03-01' AND ordered_at < DATE '2024-04-01'",
  ],
  [
    'a year that begins two days late',
    'SELECT count(*) FROM orders WHERE EXTRACT(year FROM ordered_at) = 2024',
  ],
  ['since a day within the data', "SELECT count(*) FROM orders WHERE ordered_at >= DATE '2025-01-01'"],
  [
    'a trend of averages',
    "SELECT date_trunc('month', day) AS month, avg(litres) FROM readings GROUP BY 1 ORDER BY 1",
  ],
  [
    'a trend of whole months',
    "SELECT date_trunc('month', day) AS month, sum(litres) FROM readings WHERE day < DATE '2025-06-01' GROUP BY 1 ORDER BY 1",
  ],
  [
    'months without their years are a season',
    "SELECT date_part('month', day) AS month, sum(litres) FROM readings GROUP BY 1 ORDER BY 1",
  ],
  [
    'values that are there',
    "SELECT count(*) FROM orders WHERE status IN ('paid', 'shipped') AND coupon = 'C6'",
  ],
  ['a pattern that fits', "SELECT count(*) FROM products WHERE product_name LIKE 'Product 1%'"],
  [
    'one under the other',
    "SELECT 'orders' AS what, count(*) AS n FROM orders UNION ALL SELECT 'visits', count(*) FROM visits",
  ],
];
