import { describeQuestions, type Questions } from '../questions.ts';
import { hospital, school, store } from '../linked-catalogs.ts';

/** Entities that are found through another table: who is denied something there, who has none, who is counted once. */
const questions: Questions = [
  [
    'Denied of what is counted through another table',
    store,
    [
      [
        'How many customers do not have open orders?',
        `SELECT count(*) AS "count" FROM "customers" WHERE NOT EXISTS (SELECT 1 FROM "orders" WHERE "orders"."customer_id" = "customers"."customer_id" AND "orders"."status" IN ('open'))`,
      ],
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
      [
        'How many users did not purchase?',
        'SELECT count(*) AS "count" FROM "users" WHERE NOT EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."purchase" = 1)',
      ],
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
      ['購入していない人の割合', 'clarified'],
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
];

describeQuestions('conditions of another table, by the rules', questions);
