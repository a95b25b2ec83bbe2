import { describeQuestions, type Questions } from '../questions.ts';
import { hospital, school, store } from '../linked-catalogs.ts';

/** What an "and" joins: one condition, one measure per value, or two questions. */
const questions: Questions = [
  [
    'Two questions in one',
    store,
    [
      ['Number of orders and number of customers by country', 'clarified'],
      ['Number of open orders and card orders', 'clarified'],
      ['Number of open orders and number of gold customers', 'clarified'],
      ['How many orders are open in Japan and closed in France?', 'clarified'],
      ['Number of open orders in Japan and closed orders in France', 'clarified'],
      [
        'How many open orders and closed orders are there?',
        `SELECT "orders"."status" AS "status", count(*) AS "count" FROM "orders" WHERE "orders"."status" IN ('open', 'closed') GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
      [
        'How many orders that are not open and not closed?',
        `SELECT count(*) AS "count" FROM "orders" WHERE "orders"."status" NOT IN ('open', 'closed')`,
      ],
      [
        'Number of orders and average rating by country',
        'SELECT "customers"."country" AS "country", avg("orders"."rating") AS "average_rating", count(*) AS "count" FROM "orders" LEFT JOIN "customers" ON "orders"."customer_id" = "customers"."customer_id" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
  [
    'Two counts and two years',
    hospital,
    [
      ['How many visits and how many prescriptions are there?', 'clarified'],
      ['Total number of visits and number of critical visits', 'clarified'],
      ['Number of visits and readmitted visits by department', 'clarified'],
      ['How many open and critical visits?', 'clarified'],
      [
        'How many visits are open and critical?',
        `SELECT count(*) AS "count" FROM "visits" WHERE "visits"."status" IN ('open') AND "visits"."severity" IN ('critical')`,
      ],
      [
        'How many patients in Boston and how many in Austin?',
        `SELECT "patients"."city" AS "city", count(*) AS "count" FROM "patients" WHERE "patients"."city" IN ('Boston', 'Austin') GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
      [
        'Average cost in 2023 and average cost in 2024',
        `SELECT date_part('year', "visits"."admitted_at") AS "year", avg("visits"."cost") AS "average_cost" FROM "visits" WHERE date_part('year', "visits"."admitted_at") IN (2023, 2024) GROUP BY 1 ORDER BY 1`,
      ],
      [
        'How many visits in 2023 and how many in 2024?',
        `SELECT date_part('year', "visits"."admitted_at") AS "year", count(*) AS "count" FROM "visits" WHERE date_part('year', "visits"."admitted_at") IN (2023, 2024) GROUP BY 1 ORDER BY 1`,
      ],
      ['Average cost of critical visits in 2023 and of routine visits in 2024', 'clarified'],
      ['Number of critical and urgent visits and number of visits', 'clarified'],
      ['Count the number of visits', 'SELECT count(*) AS "count" FROM "visits"'],
    ],
  ],
  [
    'Two questions about one table',
    'sample',
    [
      ['Number of users and number of interactions', 'clarified'],
      ['How many views and how many purchases?', 'clarified'],
      ['How many users have clicks and purchases?', 'clarified'],
      ['閲覧と購入の件数', 'clarified'],
      ['クリック数と購入数を性別ごとに', 'clarified'],
    ],
  ],
  [
    'Two questions in Japanese',
    school,
    [
      ['A組の人数と全体の人数', 'clarified'],
      ['A組の数学とB組の英語の平均点数', 'clarified'],
      ['2024年の合格率と2025年の合格率', 'clarified'],
      ['2024年の数学と2025年の英語の平均点数', 'clarified'],
      [
        '2024年の平均点数と2025年の平均点数',
        `SELECT date_part('year', "成績"."試験日") AS "year", avg("成績"."点数") AS "average_点数" FROM "成績" WHERE date_part('year', "成績"."試験日") IN (2024, 2025) GROUP BY 1 ORDER BY 1`,
      ],
      [
        '合格の件数と不合格の件数',
        `SELECT "成績"."判定" AS "判定", count(*) AS "count" FROM "成績" WHERE "成績"."判定" IN ('合格', '不合格') GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
      [
        '数学か英語で合格した生徒は何人',
        `SELECT count(*) AS "count" FROM "生徒" WHERE EXISTS (SELECT 1 FROM "成績" WHERE "成績"."生徒ID" = "生徒"."生徒ID" AND "成績"."科目" IN ('数学', '英語') AND "成績"."判定" IN ('合格'))`,
      ],
    ],
  ],
];

describeQuestions('two questions in one, by the rules', questions);
