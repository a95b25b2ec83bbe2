import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import type { Catalog } from '../../../../shared/plan/catalog.ts';
import { readSampleCatalog } from '../../../fakes/sample-catalog.ts';
import { sqlOf } from './kit.ts';
import { hospital, school, store } from './linked-catalogs.ts';

/** Prompts whose every word is known and that still ask for something else than the nearest SELECT. */
const questions: [what: string, catalog: Catalog | 'sample', prompts: [prompt: string, sql: string][]][] = [
  [
    'Yes and no beside a mean is a condition',
    hospital,
    [
      [
        'Average cost of readmitted visits',
        'SELECT avg("visits"."cost") AS "average_cost" FROM "visits" WHERE "visits"."readmitted" = 1',
      ],
      ['Average cost readmitted vs not readmitted', 'clarified'],
    ],
  ],
  [
    'Yes and no before what is measured',
    store,
    [
      [
        'Total stock of discontinued products',
        'SELECT sum("products"."stock") AS "sum_stock" FROM "products" WHERE "products"."discontinued" = 1',
      ],
      [
        'Average discontinued price',
        'SELECT avg("products"."price") AS "average_price" FROM "products" WHERE "products"."discontinued" = 1',
      ],
      ['Average total shipping_fee per month', 'clarified'],
      ['Maximum total shipping_fee by customer', 'clarified'],
    ],
  ],
  [
    'Purchases and the mean of a feature',
    'sample',
    [
      [
        'Average feature1 of purchases',
        'SELECT avg("interactions"."feature1") AS "average_feature1" FROM "interactions" WHERE "interactions"."purchase" = 1',
      ],
      [
        '購入のfeature1の平均',
        'SELECT avg("interactions"."feature1") AS "average_feature1" FROM "interactions" WHERE "interactions"."purchase" = 1',
      ],
    ],
  ],
  [
    'A verb is no identifier, a year no number of an order',
    store,
    [
      ['How many items were ordered in 2024?', 'clarified'],
      ['Most ordered product', 'clarified'],
      ['Average quantity ordered', 'clarified'],
      ['How many orders with order_id 2024?', 'clarified'],
    ],
  ],
  [
    'A verb of yes',
    'sample',
    [
      [
        'How many users purchased?',
        'SELECT count(DISTINCT "interactions"."userid") AS "count" FROM "interactions" LEFT JOIN "users" ON "interactions"."userid" = "users"."userid" WHERE "interactions"."purchase" = 1',
      ],
    ],
  ],
  [
    'A limit that no column is named for, a letter, a judgement',
    hospital,
    [
      ['How many patients over 80?', 'clarified'],
      ['How many patients under 18?', 'clarified'],
      [
        'How many patients with weight_kg over 80?',
        'SELECT count(*) AS "count" FROM "patients" WHERE "patients"."weight_kg" > 80',
      ],
      ['How many visits over 5000?', 'SELECT count(*) AS "count" FROM "visits" WHERE "visits"."cost" > 5000'],
      ['How many A patients?', 'clarified'],
      ['A list of patients', 'SELECT "patients".* FROM "patients" LIMIT 10'],
      [
        'How many patients with blood type A?',
        `SELECT count(*) AS "count" FROM "patients" WHERE "patients"."blood_type" IN ('A')`,
      ],
      ['Which department has the worst readmitted rate?', 'clarified'],
      ['Best department by readmitted rate', 'clarified'],
      ['How many patients were readmitted in 2024?', 'clarified'],
      ['How many smokers were admitted in 2024?', 'clarified'],
    ],
  ],
  [
    '各 stands before what is grouped',
    school,
    [
      [
        '各科目の平均点数',
        'SELECT "成績"."科目" AS "科目", avg("成績"."点数") AS "average_点数" FROM "成績" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '各クラスの人数',
        'SELECT "生徒"."クラス" AS "クラス", count(*) AS "count" FROM "生徒" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '各クラスごとの人数',
        'SELECT "生徒"."クラス" AS "クラス", count(*) AS "count" FROM "生徒" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '各学年の平均身長',
        'SELECT "生徒"."学年" AS "学年", avg("生徒"."身長") AS "average_身長" FROM "生徒" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '各生徒の最も高い点数',
        'SELECT "成績"."生徒ID" AS "生徒ID", max("成績"."点数") AS "maximum_点数" FROM "成績" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
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
        `SELECT count(DISTINCT "成績"."生徒ID") AS "count" FROM "成績" LEFT JOIN "生徒" ON "成績"."生徒ID" = "生徒"."生徒ID" WHERE "成績"."科目" IN ('数学', '英語') AND "成績"."判定" IN ('合格')`,
      ],
    ],
  ],
  [
    'Denied of what is counted through another table',
    store,
    [
      ['How many customers do not have open orders?', 'clarified'],
      ['How many customers were not refunded?', 'clarified'],
      [
        'How many orders were not refunded?',
        `SELECT count(*) AS "count" FROM "orders" WHERE "orders"."status" NOT IN ('refunded')`,
      ],
      [
        'How many customers are not gold?',
        `SELECT count(*) AS "count" FROM "customers" WHERE "customers"."tier" NOT IN ('gold')`,
      ],
    ],
  ],
  [
    'Denied of users',
    'sample',
    [
      ['How many users did not purchase?', 'clarified'],
      ['購入ではないユーザーは何人', 'clarified'],
      [
        'クリックした人は何人',
        `SELECT count(DISTINCT "interactions"."userid") AS "distinct_userid" FROM "interactions" WHERE "interactions"."interactiontype" IN ('click')`,
      ],
      [
        'クリックした人の数',
        `SELECT count(DISTINCT "interactions"."userid") AS "distinct_userid" FROM "interactions" WHERE "interactions"."interactiontype" IN ('click')`,
      ],
      ['購入した人の割合', 'clarified'],
      ['閲覧してから購入したユーザー数', 'clarified'],
    ],
  ],
  [
    'Persons, of whom a table has many rows',
    school,
    [
      ['野球部ではない生徒は何人', 'clarified'],
      ['野球部以外の人数', 'clarified'],
      ['役職別の人数と割合', 'clarified'],
      [
        '点数が80以上の人数',
        'SELECT count(DISTINCT "成績"."生徒ID") AS "distinct_生徒ID" FROM "成績" WHERE "成績"."点数" >= 80',
      ],
      ['点数が80以上の件数', 'SELECT count(*) AS "count" FROM "成績" WHERE "成績"."点数" >= 80'],
      [
        '科目別の合格の人数',
        `SELECT "成績"."科目" AS "科目", count(DISTINCT "成績"."生徒ID") AS "distinct_生徒ID" FROM "成績" WHERE "成績"."判定" IN ('合格') GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
      [
        '性別ごとの人数',
        'SELECT "生徒"."性別" AS "性別", count(*) AS "count" FROM "生徒" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
  [
    'Of which whole a time is a part',
    hospital,
    [
      [
        'What percentage of critical visits are in 2024?',
        `SELECT avg(CASE WHEN date_part('year', "visits"."admitted_at") = 2024 THEN 1.0 ELSE 0.0 END) AS "share" FROM "visits" WHERE "visits"."severity" IN ('critical')`,
      ],
      [
        'What percentage of visits in 2024 are critical?',
        `SELECT avg(CASE WHEN "visits"."severity" IN ('critical') THEN 1.0 ELSE 0.0 END) AS "share" FROM "visits" WHERE date_part('year', "visits"."admitted_at") = 2024`,
      ],
      ['Percentage of critical visits in 2024', 'clarified'],
      ['Percentage of total cost by department', 'clarified'],
      ['What percentage of smokers are in each city?', 'clarified'],
    ],
  ],
  [
    'Of which whole, of orders',
    store,
    [
      [
        'What percentage of 2024 orders were refunded?',
        `SELECT avg(CASE WHEN "orders"."status" IN ('refunded') THEN 1.0 ELSE 0.0 END) AS "share" FROM "orders" WHERE date_part('year', "orders"."ordered_at") = 2024`,
      ],
      ['Share of total quantity by category', 'clarified'],
    ],
  ],
  [
    'Of which whole, of purchases',
    'sample',
    [
      [
        'What percentage of purchases were in 2024?',
        `SELECT avg(CASE WHEN date_part('year', "interactions"."timestamp") = 2024 THEN 1.0 ELSE 0.0 END) AS "share" FROM "interactions" WHERE "interactions"."purchase" = 1`,
      ],
      [
        'What percentage of interactions are clicks in 2024?',
        `SELECT avg(CASE WHEN "interactions"."interactiontype" IN ('click') THEN 1.0 ELSE 0.0 END) AS "share" FROM "interactions" WHERE date_part('year', "interactions"."timestamp") = 2024`,
      ],
    ],
  ],
  [
    'The fewest may be none',
    hospital,
    [
      ['Which patient has the fewest visits?', 'clarified'],
      ['Bottom 5 patients by number of visits', 'clarified'],
      ['Top 5 costs by department', 'clarified'],
      [
        'Highest cost by department',
        'SELECT "visits"."department" AS "department", max("visits"."cost") AS "maximum_cost" FROM "visits" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
  [
    'Who is the highest of each group',
    store,
    [
      ['Which product has the highest price in each category?', 'clarified'],
      ['Highest price product per category', 'clarified'],
      [
        'Highest price of products per category',
        'SELECT "products"."category" AS "category", max("products"."price") AS "maximum_price" FROM "products" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
  [
    'Shares, the fewest and the highest in Japanese',
    school,
    [
      ['科目別の点数の合計の割合', 'clarified'],
      ['成績が最も少ない生徒', 'clarified'],
      ['学年ごとの最も身長が高い生徒', 'clarified'],
      ['各クラスで一番身長が高い生徒', 'clarified'],
      ['クラスごとの身長が最大の生徒', 'clarified'],
    ],
  ],
  // more
];

describe('what only looks understood, by the rules', () => {
  let sample: Catalog;
  before(async () => {
    sample = await readSampleCatalog();
  });

  for (const [what, catalog, prompts] of questions)
    describe(what, () => {
      for (const [prompt, sql] of prompts)
        it(prompt, async () => {
          assert.equal(await sqlOf(prompt, catalog === 'sample' ? sample : catalog), sql);
        });
    });
});
