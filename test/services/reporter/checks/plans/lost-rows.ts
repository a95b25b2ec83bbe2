import type { PlantedPlan } from './plan.ts';

export const lostRows: PlantedPlan[] = [
  {
    mistake: 'orders without a customer are in no sum',
    sql: 'SELECT c.country, sum(o.amount) FROM orders o JOIN customers c ON o.customer_id = c.customer_id GROUP BY c.country',
    finds: [['rows_lost_in_join', 'notice', '5 / 60']],
  },
  {
    mistake: 'the same with a comma',
    sql: 'SELECT count(*) FROM orders, customers WHERE orders.customer_id = customers.customer_id',
    finds: [['rows_lost_in_join', 'notice', '5 / 60']],
  },
  {
    mistake: 'of the paid orders some have no customer',
    sql: "SELECT c.tier, count(*) FROM orders o JOIN customers c USING (customer_id) WHERE o.status = 'paid' GROUP BY c.tier",
    finds: [['rows_lost_in_join', 'notice', '1 / 18']],
  },
  {
    mistake: 'a list of customers without those who never ordered',
    sql: `SELECT c.customer_id, c.name, count(DISTINCT o.order_id) AS orders FROM customers c
      JOIN orders o ON o.customer_id = c.customer_id GROUP BY c.customer_id, c.name`,
    finds: [
      ['rows_lost_in_join', 'notice', '5 / 60'],
      ['rows_lost_in_join', 'notice', '4 / 20'],
    ],
  },
  {
    mistake: 'what a LEFT JOIN kept its WHERE takes away',
    sql: `SELECT c.customer_id, sum(o.amount) AS spent FROM customers c
      LEFT JOIN orders o ON o.customer_id = c.customer_id WHERE o.status = 'paid' GROUP BY c.customer_id`,
    finds: [['rows_lost_in_join', 'notice', '5 / 20']],
  },
  {
    mistake: 'orders without a status are neither cancelled nor other than cancelled',
    sql: "SELECT count(*) FROM orders WHERE status <> 'cancelled'",
    finds: [['rows_lost_to_null', 'notice', '6']],
  },
  {
    mistake: 'the same with NOT IN',
    sql: "SELECT sum(amount) FROM orders WHERE status NOT IN ('paid', 'shipped') AND order_id > 30",
    finds: [['rows_lost_to_null', 'notice', '3']],
  },
  {
    mistake: 'the same with NOT',
    sql: "SELECT count(*) FROM customers WHERE NOT (country = 'Japan')",
    finds: [['rows_lost_to_null', 'notice', '2']],
  },
  {
    mistake: 'NOT IN with NULL lets nothing pass',
    sql: 'SELECT count(*) FROM customers WHERE customer_id NOT IN (SELECT customer_id FROM orders)',
    finds: [['rows_lost_to_null', 'serious', '3']],
  },
  {
    mistake: 'places without a street are one place',
    sql: "SELECT city || ' ' || street AS place, count(*) FROM orders GROUP BY city || ' ' || street",
    finds: [['rows_lost_to_null', 'notice', '10']],
  },
  {
    mistake: 'an average of the ages that are known',
    sql: 'SELECT avg(age) AS age FROM customers',
    finds: [['average_of_present', 'notice', '15 / 20']],
  },
  {
    mistake: 'spending per customer without those who spent nothing',
    sql: `SELECT avg(p.total) FROM customers c LEFT JOIN (SELECT customer_id, sum(amount) AS total FROM orders
      GROUP BY customer_id) p ON p.customer_id = c.customer_id`,
    finds: [['average_of_present', 'notice', '16 / 20']],
  },
  {
    mistake: 'customers are counted by their ages',
    sql: 'SELECT count(age) AS customers FROM customers',
    finds: [['counted_rows', 'notice', '15 / 20']],
  },
  {
    mistake: 'the zeros are counted as well',
    sql: "SELECT count(CASE WHEN status = 'paid' THEN 1 ELSE 0 END) AS paid FROM orders",
    finds: [['counted_rows', 'serious', '18 → 60']],
  },
  {
    mistake: 'who ordered nothing has one order',
    sql: `SELECT c.tier, count(*) AS orders FROM customers c LEFT JOIN orders o ON o.customer_id = c.customer_id
      GROUP BY c.tier`,
    finds: [['counted_rows', 'notice', '4']],
  },
  {
    mistake: 'a value in another spelling',
    sql: "SELECT count(*) FROM orders WHERE status = 'canceled'",
    finds: [['unmatched_value', 'notice', '0']],
  },
  {
    mistake: 'a value in other letters, within CASE',
    sql: "SELECT sum(CASE WHEN status = 'Shipped' THEN amount ELSE 0 END) FROM orders",
    finds: [['unmatched_value', 'notice', '0']],
  },
  {
    mistake: 'a name among many',
    sql: "SELECT amount FROM orders WHERE coupon = 'C100'",
    finds: [['unmatched_value', 'notice', '0']],
  },
  {
    mistake: 'a pattern that nothing fits',
    sql: "SELECT count(*) FROM products WHERE product_name LIKE 'Produkt%'",
    finds: [['unmatched_value', 'notice', '0']],
  },
];
