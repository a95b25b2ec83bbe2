import { shopInJapanese, shop } from '../catalogs.ts';
import { describeQuestions, type Questions } from '../questions.ts';

/** Which rows, which entities, which different values. */
const questions: Questions = [
  [
    'Two tables',
    'sample',
    [
      ['How many users and interactions are there?', 'clarified'],
      ['ユーザーとインタラクションの件数を教えて', 'clarified'],
      [
        'How many users have interactions?',
        'SELECT count(*) AS "count" FROM "users" WHERE EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid")',
      ],
      [
        'How many unique users are in interactions?',
        'SELECT count(*) AS "count" FROM "users" WHERE EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid")',
      ],
      [
        'How many interactions per user?',
        'SELECT "interactions"."userid" AS "userid", count(*) AS "count" FROM "interactions" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        'ユーザーごとのインタラクション数',
        'SELECT "interactions"."userid" AS "userid", count(*) AS "count" FROM "interactions" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        'Top 3 users by number of interactions',
        'SELECT "interactions"."userid" AS "userid", count(*) AS "count" FROM "interactions" GROUP BY 1 QUALIFY rank() OVER (ORDER BY count(*) DESC NULLS LAST) <= 3 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        'Which user has the most interactions?',
        'SELECT "interactions"."userid" AS "userid", count(*) AS "count" FROM "interactions" GROUP BY 1 QUALIFY rank() OVER (ORDER BY count(*) DESC NULLS LAST) <= 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
  [
    'Two tables in Japanese',
    shopInJapanese,
    [
      ['売上と顧客の件数', 'clarified'],
      [
        '売上のある顧客は何人',
        'SELECT count(*) AS "count" FROM "顧客" WHERE EXISTS (SELECT 1 FROM "売上" WHERE "売上"."顧客番号" = "顧客"."顧客番号")',
      ],
      [
        '売上がない顧客は何人',
        'SELECT count(*) AS "count" FROM "顧客" WHERE NOT EXISTS (SELECT 1 FROM "売上" WHERE "売上"."顧客番号" = "顧客"."顧客番号")',
      ],
      [
        '顧客ごとの売上件数',
        'SELECT "売上"."顧客番号" AS "顧客番号", count(*) AS "count" FROM "売上" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '顧客別の金額合計 上位3',
        'SELECT "売上"."顧客番号" AS "顧客番号", sum("売上"."金額") AS "sum_金額" FROM "売上" GROUP BY 1 QUALIFY rank() OVER (ORDER BY sum("売上"."金額") DESC NULLS LAST) <= 3 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
  [
    'Columns of 0 and 1 count the ones',
    'sample',
    [
      [
        'How many purchases are there?',
        'SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."purchase" = 1',
      ],
      [
        '購入数を教えてください',
        'SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."purchase" = 1',
      ],
      [
        '性別ごとの購入件数',
        'SELECT "users"."gender" AS "gender", count(*) AS "count" FROM "interactions" LEFT JOIN "users" ON "interactions"."userid" = "users"."userid" WHERE "interactions"."purchase" = 1 GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      ['How many rows have age?', 'SELECT count(*) AS "count" FROM "users" WHERE "users"."age" IS NOT NULL'],
      [
        '購入した女性の数',
        `SELECT count(*) AS "count" FROM "users" WHERE "users"."gender" IN ('Female') AND EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."purchase" = 1)`,
      ],
      ['性別ごとの購入数と購入率', 'clarified'],
      ['ユーザーの購入数', 'clarified'],
    ],
  ],
  [
    'Columns of yes and no in words',
    shopInJapanese,
    [
      ['会員の人数', `SELECT count(*) AS "count" FROM "顧客" WHERE "顧客"."会員" IN ('有')`],
      ['退職した社員は何人ですか', 'SELECT count(*) AS "count" FROM "社員" WHERE "社員"."退職" = 1'],
    ],
  ],
  [
    'Columns of true and false',
    shop,
    [
      [
        'How many active customers are there?',
        'SELECT count(*) AS "count" FROM "customers" WHERE "customers"."active" = true',
      ],
      [
        'How many customers where active is true?',
        'SELECT count(*) AS "count" FROM "customers" WHERE "customers"."active" = true',
      ],
      ['How many churn?', 'clarified'],
      [
        'How many customers where active is not true?',
        'SELECT count(*) AS "count" FROM "customers" WHERE "customers"."active" <> true',
      ],
    ],
  ],
  [
    'The table that holds the value',
    'sample',
    [
      [
        'How many views are there by gender?',
        `SELECT "users"."gender" AS "gender", count(*) AS "count" FROM "interactions" LEFT JOIN "users" ON "interactions"."userid" = "users"."userid" WHERE "interactions"."interactiontype" IN ('view') GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
      ['How many new users are there?', 'clarified'],
      ['新規ユーザーは何人いますか', 'clarified'],
    ],
  ],
  [
    'The values themselves',
    'sample',
    [
      [
        'List the unique genders',
        'SELECT "users"."gender" AS "gender" FROM "users" GROUP BY 1 ORDER BY 1 LIMIT 100',
      ],
      [
        '性別の種類を一覧で',
        'SELECT "users"."gender" AS "gender" FROM "users" GROUP BY 1 ORDER BY 1 LIMIT 100',
      ],
      [
        'How many different genders?',
        'SELECT count(DISTINCT "users"."gender") AS "distinct_gender" FROM "users"',
      ],
    ],
  ],
  [
    'A list of values',
    shopInJapanese,
    [
      ['商品名の一覧', 'SELECT "売上"."商品名" AS "商品名" FROM "売上" GROUP BY 1 ORDER BY 1 LIMIT 100'],
      [
        '商品名の種類を教えて',
        'SELECT "売上"."商品名" AS "商品名" FROM "売上" GROUP BY 1 ORDER BY 1 LIMIT 100',
      ],
    ],
  ],
];

describeQuestions('what is counted, by the rules', questions);
