import { shopInJapanese } from '../catalogs.ts';
import { store } from '../linked-catalogs.ts';
import { describeQuestions, type Questions } from '../questions.ts';

/** What is said of rows of another table, of which an entity has many: some, none, and of whom. */
const questions: Questions = [
  [
    'None of them',
    'sample',
    [
      [
        'How many users have never had an interaction?',
        'SELECT count(*) AS "count" FROM "users" WHERE NOT EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid")',
      ],
      [
        'How many women never clicked in 2025?',
        `SELECT count(*) AS "count" FROM "users" WHERE "users"."gender" IN ('Female') AND NOT EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."interactiontype" IN ('click') AND date_part('year', "interactions"."timestamp") = 2025)`,
      ],
      [
        'In 2024, how many users never clicked?',
        `SELECT count(*) AS "count" FROM "users" WHERE NOT EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."interactiontype" IN ('click') AND date_part('year', "interactions"."timestamp") = 2024)`,
      ],
      [
        'How many users did not click or view?',
        `SELECT count(*) AS "count" FROM "users" WHERE NOT EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."interactiontype" IN ('click', 'view'))`,
      ],
      ['How many users did not click and did not view?', 'clarified'],
      [
        '購入していないユーザーの平均年齢',
        'SELECT avg("users"."age") AS "average_age" FROM "users" WHERE NOT EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."purchase" = 1)',
      ],
    ],
  ],
  [
    'Some and none',
    'sample',
    [
      [
        'How many users who clicked did not purchase?',
        `SELECT count(*) AS "count" FROM "users" WHERE EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."interactiontype" IN ('click')) AND NOT EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."purchase" = 1)`,
      ],
      ['クリックしたが購入していないユーザーは何人', 'clarified'],
      [
        'Average age of users with interactions',
        'SELECT avg("users"."age") AS "average_age" FROM "users" WHERE EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid")',
      ],
      ['Average age of interactions', 'clarified'],
      [
        'What share of users never clicked?',
        `SELECT avg(CASE WHEN NOT EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."interactiontype" IN ('click')) THEN 1.0 ELSE 0.0 END) AS "share" FROM "users"`,
      ],
      [
        'Which users have never clicked?',
        `SELECT "users".* FROM "users" WHERE NOT EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."interactiontype" IN ('click')) LIMIT 100`,
      ],
    ],
  ],
  [
    'None, of other entities',
    store,
    [
      [
        'How many products have no order items?',
        'SELECT count(*) AS "count" FROM "products" WHERE NOT EXISTS (SELECT 1 FROM "order_items" WHERE "order_items"."product_id" = "products"."product_id")',
      ],
      [
        'How many customers have never been refunded?',
        `SELECT count(*) AS "count" FROM "customers" WHERE NOT EXISTS (SELECT 1 FROM "orders" WHERE "orders"."customer_id" = "customers"."customer_id" AND "orders"."status" IN ('refunded'))`,
      ],
      ['How many customers have orders that are not open?', 'clarified'],
      ['How many products were never sold?', 'clarified'],
    ],
  ],
  [
    'The share of those who have none',
    shopInJapanese,
    [
      [
        '東京の顧客のうち売上がない人の割合',
        `SELECT avg(CASE WHEN NOT EXISTS (SELECT 1 FROM "売上" WHERE "売上"."顧客番号" = "顧客"."顧客番号") THEN 1.0 ELSE 0.0 END) AS "share" FROM "顧客" WHERE "顧客"."地域" IN ('東京')`,
      ],
      [
        '2024年に売上がない顧客は何人',
        `SELECT count(*) AS "count" FROM "顧客" WHERE NOT EXISTS (SELECT 1 FROM "売上" WHERE "売上"."顧客番号" = "顧客"."顧客番号" AND date_part('year', "売上"."注文日") = 2024)`,
      ],
    ],
  ],
  ['None of things that repeat in one table', 'sample', [['How many items were never bought?', 'clarified']]],
];

describeQuestions('entities and their rows elsewhere, by the rules', questions);
