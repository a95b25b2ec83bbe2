import type { PlantedPlan } from './plan.ts';

/** Lists that end between equals, shares of something else, times that the data lack, numbers cut short. */
export const parts: PlantedPlan[] = [
  {
    mistake: 'of three equals two are listed',
    sql: 'SELECT player, score FROM scores ORDER BY score DESC LIMIT 2',
    finds: [['ties_cut', 'notice', '1']],
  },
  {
    mistake: 'of four groups that are as large two are listed',
    sql: 'SELECT city, street, count(*) AS n FROM orders GROUP BY city, street ORDER BY n DESC LIMIT 3',
    finds: [['ties_cut', 'notice', '2']],
  },
  {
    mistake: 'the name decides between equals, and nobody is told',
    sql: 'SELECT customer_id, count(*) AS n FROM visits GROUP BY customer_id ORDER BY n DESC, customer_id LIMIT 7',
    finds: [['ties_cut', 'notice', '1']],
  },
  {
    mistake: 'row_number() cuts as LIMIT does',
    sql: 'SELECT player, score FROM scores QUALIFY row_number() OVER (ORDER BY score DESC) <= 4',
    finds: [['ties_cut', 'notice', '2']],
  },
  {
    mistake: 'the list within is cut between equals',
    sql: `WITH best AS (SELECT player, team, score FROM scores ORDER BY score DESC LIMIT 5)
      SELECT team, count(*) AS n FROM best GROUP BY team`,
    finds: [['ties_cut', 'notice', '1']],
  },
  {
    mistake: 'the list is cut, in words that name what was computed before',
    sql: `SELECT customer_id, count(*) AS n, n * 2 AS twice FROM visits GROUP BY customer_id HAVING n > 1
      ORDER BY twice DESC LIMIT 6`,
    finds: [['ties_cut', 'notice', '2']],
  },
  {
    mistake: 'shares of the groups that HAVING left, by their names',
    sql: `SELECT status, count(*) AS n, n * 100.0 / sum(n) OVER () AS share FROM orders GROUP BY status HAVING n > 10`,
    finds: [['shares_of_a_part', 'notice', '90%']],
  },
  {
    mistake: 'a filter that takes most of the whole away',
    sql: `SELECT status, count(*) * 100.0 / (SELECT count(*) FROM orders) AS share FROM orders WHERE amount <= 30
      GROUP BY status`,
    finds: [['shares_of_a_part', 'notice', '5%']],
  },
  {
    mistake: 'shares of the groups that HAVING left',
    sql: `SELECT status, count(*) * 1.0 / sum(count(*)) OVER () AS share FROM orders GROUP BY status HAVING count(*) > 10`,
    finds: [['shares_of_a_part', 'notice', '90%']],
  },
  {
    mistake: 'shares of the first three',
    sql: `WITH top AS (SELECT customer_id, sum(amount) AS total FROM orders GROUP BY customer_id ORDER BY total DESC LIMIT 3)
      SELECT customer_id, total / sum(total) OVER () AS share FROM top`,
    finds: [['shares_of_a_part', 'notice', '23%']],
  },
  {
    mistake: 'the same by a subquery',
    sql: `WITH top AS (SELECT customer_id, sum(amount) AS total FROM orders GROUP BY customer_id ORDER BY total DESC LIMIT 3)
      SELECT customer_id, total / (SELECT sum(total) FROM top) AS share FROM top`,
    finds: [['shares_of_a_part', 'notice', '23%']],
  },
  {
    mistake: 'the filter holds for the part and not for the whole',
    sql: `SELECT status, count(*) * 100.0 / (SELECT count(*) FROM orders) AS share FROM orders WHERE amount > 300
      GROUP BY status`,
    finds: [['shares_of_a_part', 'notice', '50%']],
  },
  {
    mistake: 'a share of the rows of another table',
    sql: 'SELECT status, count(*) * 1.0 / (SELECT count(*) FROM items) AS share FROM orders GROUP BY status',
    finds: [['shares_of_a_part', 'notice', '40%']],
  },
  {
    mistake: 'a small group counts for as much as a large one',
    sql: 'SELECT avg(a) AS amount FROM (SELECT status, avg(amount) AS a FROM orders GROUP BY status) AS t',
    finds: [['average_of_averages', 'notice', '312.5 / 305']],
  },
  {
    mistake: 'an average of rates',
    sql: `WITH rates AS (SELECT customer_id, count(coupon) * 1.0 / count(*) AS rate FROM orders GROUP BY customer_id)
      SELECT avg(rate) FROM rates`,
    finds: [['average_of_averages', 'notice', '0.307 / 0.333']],
  },
  {
    mistake: 'a share in whole numbers',
    sql: "SELECT count(*) FILTER (WHERE status = 'paid') // count(*) AS share FROM orders",
    finds: [['integer_division', 'serious', '0.3 → 0']],
  },
  {
    mistake: 'a mean in whole numbers, group by group',
    sql: 'SELECT tag, sum(product_id) // count(*) AS mean FROM tags GROUP BY tag ORDER BY tag DESC',
    finds: [['integer_division', 'serious', '6.5 → 6']],
  },
  {
    mistake: 'a year that is not there',
    sql: "SELECT count(*) FROM orders WHERE ordered_at >= DATE '2026-01-01'",
    finds: [['time_range', 'notice', '2025-06-14']],
  },
  {
    mistake: 'a year of which the data know five months',
    sql: 'SELECT sum(amount) FROM orders WHERE EXTRACT(year FROM ordered_at) = 2025',
    finds: [['time_range', 'notice', '2025-06-14']],
  },
  {
    mistake: 'two years of which the first is missing',
    sql: "SELECT count(*) FROM orders WHERE ordered_at BETWEEN TIMESTAMP '2023-01-01 00:00:00' AND TIMESTAMP '2024-12-31 23:59:59'",
    finds: [['time_range', 'notice', '2024-01-03']],
  },
  {
    mistake: 'the last month of a trend has half of its days',
    sql: "SELECT date_trunc('month', day) AS month, sum(litres) FROM readings GROUP BY 1 ORDER BY 1",
    finds: [['time_range', 'notice', '2025-06-14']],
  },
  {
    mistake: 'the last year of a trend, written otherwise',
    sql: "SELECT strftime(day, '%Y') AS year, count(*) FROM readings GROUP BY 1 ORDER BY 1",
    finds: [['time_range', 'notice', '2025-06-14']],
  },
];
