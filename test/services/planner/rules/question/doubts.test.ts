import { describeQuestions, type Questions } from '../questions.ts';
import { hospital, school, store } from '../linked-catalogs.ts';

/** Prompts whose every word is known and that still ask for something else than the nearest SELECT. */
const questions: Questions = [
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
        'SELECT count(*) AS "count" FROM "users" WHERE EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."purchase" = 1)',
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
      [
        'How many smokers were admitted in 2024?',
        `SELECT count(*) AS "count" FROM "patients" WHERE "patients"."smoker" = true AND EXISTS (SELECT 1 FROM "visits" WHERE "visits"."patient_id" = "patients"."patient_id" AND date_part('year', "visits"."admitted_at") = 2024)`,
      ],
      ['Number of patients per month', 'clarified'],
      [
        'How many patients with birth_date in 2000?',
        `SELECT count(*) AS "count" FROM "patients" WHERE date_part('year', "patients"."birth_date") = 2000`,
      ],
    ],
  ],
  [
    'Groups that tie, and parts of the calendar',
    store,
    [
      [
        'Which status has the highest rating?',
        'SELECT "orders"."status" AS "status", max("orders"."rating") AS "maximum_rating" FROM "orders" GROUP BY 1 QUALIFY rank() OVER (ORDER BY max("orders"."rating") DESC NULLS LAST) <= 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        'Top 2 statuses by share of orders',
        'SELECT "orders"."status" AS "status", count(*) / CAST(sum(count(*)) OVER () AS DOUBLE) AS "share" FROM "orders" GROUP BY 1 QUALIFY rank() OVER (ORDER BY count(*) DESC NULLS LAST) <= 2 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        'Orders by quarter',
        `SELECT CAST(CAST(date_part('year', "orders"."ordered_at") AS INTEGER) AS VARCHAR) || '-Q' || CAST(CAST(date_part('quarter', "orders"."ordered_at") AS INTEGER) AS VARCHAR) AS "quarter", count(*) AS "count" FROM "orders" GROUP BY 1 ORDER BY 1`,
      ],
      [
        'Orders by weekday',
        'SELECT dayname("orders"."ordered_at") AS "weekday", count(*) AS "count" FROM "orders" GROUP BY 1 ORDER BY min(isodow("orders"."ordered_at"))',
      ],
    ],
  ],
  [
    'Days of the week in Japanese',
    school,
    [
      [
        '曜日別の成績件数',
        `SELECT CASE isodow("成績"."試験日") WHEN 1 THEN '月曜日' WHEN 2 THEN '火曜日' WHEN 3 THEN '水曜日' WHEN 4 THEN '木曜日' WHEN 5 THEN '金曜日' WHEN 6 THEN '土曜日' WHEN 7 THEN '日曜日' END AS "weekday", count(*) AS "count" FROM "成績" GROUP BY 1 ORDER BY min(isodow("成績"."試験日"))`,
      ],
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
    'Who is the highest of each group',
    store,
    [
      ['Which product has the highest price in each category?', 'clarified'],
      ['Highest price product per category', 'clarified'],
      ['Top 3 customers by country', 'clarified'],
      ['List every order in Japan', 'clarified'],
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
      ['各クラスの上位3人', 'clarified'],
    ],
  ],
];

describeQuestions('what only looks understood, by the rules', questions);
