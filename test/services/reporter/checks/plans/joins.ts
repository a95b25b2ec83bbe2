import type { PlantedPlan } from './plan.ts';

export const joins: PlantedPlan[] = [
  {
    mistake: 'a credit is summed once per order',
    sql: 'SELECT sum(c.credit) AS credit FROM customers c JOIN orders o ON c.customer_id = o.customer_id',
    finds: [['join_fan_out', 'serious', '16 → 55']],
  },
  {
    mistake: 'the same, in groups of the one side',
    sql: 'SELECT c.tier, sum(c.credit) FROM customers c JOIN visits v ON c.customer_id = v.customer_id GROUP BY c.tier',
    finds: [['join_fan_out', 'serious', '18 → 80']],
  },
  {
    mistake: 'ages are averaged over orders',
    sql: 'SELECT avg(c.age) AS age FROM customers c JOIN orders o ON c.customer_id = o.customer_id WHERE c.age IS NOT NULL',
    finds: [['join_fan_out', 'serious', '12 → 41']],
  },
  {
    mistake: 'amounts of orders are summed once per item',
    sql: 'SELECT sum(o.amount) AS total FROM orders o JOIN items i ON o.order_id = i.order_id',
    finds: [['join_fan_out', 'serious', '60 → 150']],
  },
  {
    mistake: 'only some of the orders, and still once per item',
    sql: "SELECT sum(o.amount) FROM orders o, items i WHERE o.order_id = i.order_id AND o.status = 'paid'",
    finds: [['join_fan_out', 'serious', '18 → 45']],
  },
  {
    mistake: 'orders and visits of a customer multiply each other',
    sql: `SELECT c.tier, count(o.order_id) AS orders, count(v.visit_id) AS visits FROM customers c
      LEFT JOIN orders o ON o.customer_id = c.customer_id LEFT JOIN visits v ON v.customer_id = c.customer_id GROUP BY c.tier`,
    finds: [
      ['join_fan_out', 'serious', '55 → 247'],
      ['join_fan_out', 'serious', '80 → 255'],
    ],
  },
  {
    mistake: 'count(*) counts pairs that nobody asked for',
    sql: `SELECT count(*) FROM customers c JOIN orders o ON o.customer_id = c.customer_id
      JOIN visits v ON v.customer_id = c.customer_id`,
    finds: [['join_fan_out', 'serious', '72 → 247']],
  },
  {
    mistake: 'customers are counted by their visits',
    sql: 'SELECT count(c.customer_id) AS customers FROM customers c JOIN visits v USING (customer_id)',
    finds: [['join_fan_out', 'serious', '18 → 80']],
  },
  {
    mistake: 'a total that was right is multiplied afterwards',
    sql: `WITH per AS (SELECT customer_id, sum(amount) AS total FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id)
      SELECT sum(p.total) FROM per p JOIN visits v ON v.customer_id = p.customer_id`,
    finds: [['join_fan_out', 'serious', '16 → 72']],
  },
  {
    mistake: 'a product with two tags is sold twice',
    sql: `SELECT p.category, sum(i.quantity * i.price) AS revenue FROM items i
      JOIN tags t ON t.product_id = i.product_id JOIN products p ON p.product_id = i.product_id GROUP BY p.category`,
    finds: [['join_fan_out', 'serious', '150 → 300']],
  },
  {
    mistake: 'the mistake is inside of a query in parentheses',
    sql: `SELECT max(t.credit) FROM (SELECT c.tier, sum(c.credit) AS credit FROM customers c
      JOIN visits v ON c.customer_id = v.customer_id GROUP BY c.tier) AS t`,
    finds: [['join_fan_out', 'serious', '18 → 80']],
  },
  {
    mistake: 'it decides which groups are shown, not what they show',
    sql: `SELECT c.tier FROM customers c JOIN visits v ON c.customer_id = v.customer_id
      GROUP BY c.tier HAVING sum(c.credit) > 100`,
    finds: [['join_fan_out', 'notice', '18 → 80']],
  },
  {
    mistake: 'a median over multiplied rows',
    sql: 'SELECT median(o.amount) FROM orders o LEFT JOIN items i ON i.order_id = o.order_id',
    finds: [['join_fan_out', 'serious', '60 → 150']],
  },
  {
    mistake: 'a sum over one side with a FILTER, still multiplied',
    sql: `SELECT sum(c.credit) FILTER (WHERE v.seconds > 120) FROM customers c JOIN visits v ON v.customer_id = c.customer_id`,
    finds: [['join_fan_out', 'serious', '18 → 40']],
  },
];
