import { store } from '../linked-catalogs.ts';
import { describeQuestions, type Questions } from '../questions.ts';

/** So many rows of an entity or a group, or so much of what is measured: no column says it. */
const questions: Questions = [
  [
    'Of entities',
    'sample',
    [
      [
        'How many users have more than 20 interactions?',
        'SELECT count(*) AS "count" FROM "users" WHERE (SELECT count(*) FROM "interactions" WHERE "interactions"."userid" = "users"."userid") > 20',
      ],
      [
        'How many users clicked at least 3 times in 2024?',
        `SELECT count(*) AS "count" FROM "users" WHERE (SELECT count(*) FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND date_part('year', "interactions"."timestamp") = 2024 AND "interactions"."interactiontype" IN ('click')) >= 3`,
      ],
      [
        'How many users have exactly one purchase?',
        'SELECT count(*) AS "count" FROM "users" WHERE (SELECT count(*) FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."purchase" = 1) = 1',
      ],
      ['How many users have fewer than 3 interactions?', 'clarified'],
      [
        '5回以上クリックした女性は何人',
        `SELECT count(*) AS "count" FROM "users" WHERE "users"."gender" IN ('Female') AND (SELECT count(*) FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."interactiontype" IN ('click')) >= 5`,
      ],
      ['購入が10回のユーザー数', 'clarified'],
    ],
  ],
  [
    'Of groups',
    'sample',
    [
      [
        'Which interaction types have more than 1000 interactions?',
        'SELECT "interactions"."interactiontype" AS "interactiontype", count(*) AS "count" FROM "interactions" GROUP BY 1 HAVING count(*) > 1000 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        'Which items have more than 30 views?',
        `SELECT "interactions"."itemid" AS "itemid", count(*) AS "count" FROM "interactions" WHERE "interactions"."interactiontype" IN ('view') GROUP BY 1 HAVING count(*) > 30 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
      ['How many items have more than 30 views?', 'clarified'],
      [
        '件数が1000件以上のインタラクションタイプ',
        'SELECT "interactions"."interactiontype" AS "interactiontype", count(*) AS "count" FROM "interactions" GROUP BY 1 HAVING count(*) >= 1000 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        'Genders whose average age is over 39.5',
        'SELECT "users"."gender" AS "gender", avg("users"."age") AS "average_age" FROM "users" GROUP BY 1 HAVING avg("users"."age") > 39.5 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      ['Average age over 30', 'clarified'],
    ],
  ],
  [
    'A number of things is none of an identifier',
    store,
    [
      ['How many orders have more than 3 items?', 'clarified'],
      [
        'How many orders have at least 3 order_items?',
        'SELECT count(*) AS "count" FROM "orders" WHERE (SELECT count(*) FROM "order_items" WHERE "order_items"."order_id" = "orders"."order_id") >= 3',
      ],
    ],
  ],
];

describeQuestions('numbers of rows, by the rules', questions);
