import { shopInJapanese, shop } from '../catalogs.ts';
import { describeQuestions, type Questions } from '../questions.ts';

/** Highest, top, descending; and several measures at once. */
const questions: Questions = [
  [
    'Rows by a column',
    'sample',
    [
      [
        'Top 5 users by age',
        'SELECT "users".* FROM "users" WHERE "users"."age" IS NOT NULL QUALIFY rank() OVER (ORDER BY "users"."age" DESC) <= 5 ORDER BY "users"."age" DESC, "users"."userid"',
      ],
      [
        'top 5 interactions by feature1',
        'SELECT "interactions".* FROM "interactions" WHERE "interactions"."feature1" IS NOT NULL QUALIFY rank() OVER (ORDER BY "interactions"."feature1" DESC) <= 5 ORDER BY "interactions"."feature1" DESC, "interactions"."userid"',
      ],
      [
        'lowest 3 ages',
        'SELECT "users".* FROM "users" WHERE "users"."age" IS NOT NULL QUALIFY rank() OVER (ORDER BY "users"."age" ASC) <= 3 ORDER BY "users"."age" ASC, "users"."userid"',
      ],
      [
        'Which user has the highest age?',
        'SELECT "users".* FROM "users" WHERE "users"."age" IS NOT NULL QUALIFY rank() OVER (ORDER BY "users"."age" DESC) <= 1 ORDER BY "users"."age" DESC, "users"."userid"',
      ],
      [
        '年齢が最も高いユーザー',
        'SELECT "users".* FROM "users" WHERE "users"."age" IS NOT NULL QUALIFY rank() OVER (ORDER BY "users"."age" DESC) <= 1 ORDER BY "users"."age" DESC, "users"."userid"',
      ],
      [
        'Show the 5 lowest feature1',
        'SELECT "interactions".* FROM "interactions" WHERE "interactions"."feature1" IS NOT NULL QUALIFY rank() OVER (ORDER BY "interactions"."feature1" ASC) <= 5 ORDER BY "interactions"."feature1" ASC, "interactions"."userid"',
      ],
      [
        '最も年齢が高いユーザー',
        'SELECT "users".* FROM "users" WHERE "users"."age" IS NOT NULL QUALIFY rank() OVER (ORDER BY "users"."age" DESC) <= 1 ORDER BY "users"."age" DESC, "users"."userid"',
      ],
    ],
  ],
  [
    'Rows by a column in Japanese',
    shopInJapanese,
    [
      [
        '金額が最も高い売上',
        'SELECT "売上".* FROM "売上" WHERE "売上"."金額" IS NOT NULL QUALIFY rank() OVER (ORDER BY "売上"."金額" DESC) <= 1 ORDER BY "売上"."金額" DESC, "売上"."注文番号"',
      ],
      ['上位5件の売上', 'clarified'],
    ],
  ],
  [
    'No column to rank by',
    'sample',
    [
      ['Show the top 5 users', 'clarified'],
      ['Show the largest 3 interactions', 'clarified'],
      ['first interaction', 'clarified'],
      ['How many users have the highest age?', 'clarified'],
      ['Which gender has the most and the fewest users?', 'clarified'],
      ['top 3 users by purchases', 'clarified'],
      ['show users by age', 'clarified'],
      ['年齢の最大値を持つユーザー', 'clarified'],
    ],
  ],
  [
    'Sorted, all of them',
    'sample',
    [
      [
        '性別ごとのユーザー数を多い順に表示',
        'SELECT "users"."gender" AS "gender", count(*) AS "count" FROM "users" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '購入率が高い順に性別を表示',
        'SELECT "users"."gender" AS "gender", avg(CAST("interactions"."purchase" AS DOUBLE)) AS "purchase_rate" FROM "interactions" LEFT JOIN "users" ON "interactions"."userid" = "users"."userid" GROUP BY 1 ORDER BY "users"."gender" IS NULL, 2 DESC NULLS LAST, 1',
      ],
      [
        'interactions per user in descending order',
        'SELECT "interactions"."userid" AS "userid", count(*) AS "count" FROM "interactions" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '最も多い年齢',
        'SELECT "users"."age" AS "age", count(*) AS "count" FROM "users" GROUP BY 1 QUALIFY rank() OVER (ORDER BY "users"."age" IS NULL, count(*) DESC NULLS LAST) <= 1 ORDER BY "users"."age" IS NULL, 2 DESC NULLS LAST, 1',
      ],
      [
        '最もインタラクションが多いユーザー',
        'SELECT "interactions"."userid" AS "userid", count(*) AS "count" FROM "interactions" GROUP BY 1 QUALIFY rank() OVER (ORDER BY count(*) DESC NULLS LAST) <= 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '一番購入が多い性別',
        'SELECT "users"."gender" AS "gender", count(*) AS "count" FROM "interactions" LEFT JOIN "users" ON "interactions"."userid" = "users"."userid" WHERE "interactions"."purchase" = 1 GROUP BY 1 QUALIFY rank() OVER (ORDER BY "users"."gender" IS NULL, count(*) DESC NULLS LAST) <= 1 ORDER BY "users"."gender" IS NULL, 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
  [
    'The order of words is not known',
    shopInJapanese,
    [
      [
        '地域ごとの金額の合計を高い順に',
        'SELECT "顧客"."地域" AS "地域", sum("売上"."金額") AS "sum_金額" FROM "売上" LEFT JOIN "顧客" ON "売上"."顧客番号" = "顧客"."顧客番号" GROUP BY 1 ORDER BY "顧客"."地域" IS NULL, 2 DESC NULLS LAST, 1',
      ],
      ['優先度が高い順に件数', 'clarified'],
    ],
  ],
  [
    'Several measures',
    'sample',
    [
      [
        'maximum and minimum age',
        'SELECT max("users"."age") AS "maximum_age", min("users"."age") AS "minimum_age" FROM "users"',
      ],
      [
        '最大年齢と最小年齢',
        'SELECT max("users"."age") AS "maximum_age", min("users"."age") AS "minimum_age" FROM "users"',
      ],
      [
        'feature1とfeature2の平均',
        'SELECT avg("interactions"."feature1") AS "average_feature1", avg("interactions"."feature2") AS "average_feature2" FROM "interactions"',
      ],
      [
        'highest age by gender',
        'SELECT "users"."gender" AS "gender", max("users"."age") AS "maximum_age" FROM "users" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        'Which interactiontype has the lowest feature1?',
        'SELECT "interactions"."interactiontype" AS "interactiontype", min("interactions"."feature1") AS "minimum_feature1" FROM "interactions" GROUP BY 1 QUALIFY rank() OVER (ORDER BY min("interactions"."feature1") ASC NULLS LAST) <= 1 ORDER BY 2 ASC NULLS LAST, 1',
      ],
      [
        'Top 10 items by purchase rate',
        'SELECT "interactions"."itemid" AS "itemid", avg(CAST("interactions"."purchase" AS DOUBLE)) AS "purchase_rate" FROM "interactions" GROUP BY 1 QUALIFY rank() OVER (ORDER BY avg(CAST("interactions"."purchase" AS DOUBLE)) DESC NULLS LAST) <= 10 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
  [
    'Several measures in Japanese',
    shopInJapanese,
    [
      [
        '金額の合計と平均',
        'SELECT sum("売上"."金額") AS "sum_金額", avg("売上"."金額") AS "average_金額" FROM "売上"',
      ],
      [
        '金額の最大値と最小値',
        'SELECT max("売上"."金額") AS "maximum_金額", min("売上"."金額") AS "minimum_金額" FROM "売上"',
      ],
      [
        '月別の金額の合計の推移',
        `SELECT SUBSTR(CAST(date_trunc('month', "売上"."注文日") AS VARCHAR), 1, 7) AS "month", sum("売上"."金額") AS "sum_金額" FROM "売上" GROUP BY 1 ORDER BY 1`,
      ],
      ['売上金額を地域別に', 'clarified'],
    ],
  ],
  [
    'Groups without a name come last',
    shop,
    [
      [
        'Which department has the highest average salary?',
        'SELECT "employees"."department" AS "department", avg("employees"."salary") AS "average_salary" FROM "employees" GROUP BY 1 QUALIFY rank() OVER (ORDER BY "employees"."department" IS NULL, avg("employees"."salary") DESC NULLS LAST) <= 1 ORDER BY "employees"."department" IS NULL, 2 DESC NULLS LAST, 1',
      ],
      [
        'Which customer has the most sales?',
        'SELECT "sales"."customer_id" AS "customer_id", count(*) AS "count" FROM "sales" GROUP BY 1 QUALIFY rank() OVER (ORDER BY count(*) DESC NULLS LAST) <= 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      ['Top 2 products by quantity', 'clarified'],
      [
        'Which department has the fewest employees with grade A?',
        `SELECT "employees"."department" AS "department", count(*) AS "count" FROM "employees" WHERE "employees"."grade" IN ('A') GROUP BY 1 QUALIFY rank() OVER (ORDER BY "employees"."department" IS NULL, count(*) ASC NULLS LAST) <= 1 ORDER BY "employees"."department" IS NULL, 2 ASC NULLS LAST, 1`,
      ],
    ],
  ],
  [
    'Groups in Japanese',
    'sample',
    [
      [
        '男女別の平均年齢',
        'SELECT "users"."gender" AS "gender", avg("users"."age") AS "average_age" FROM "users" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '性別とインタラクションタイプごとの件数',
        'SELECT "interactions"."interactiontype" AS "interactiontype", "users"."gender" AS "gender", count(*) AS "count" FROM "interactions" LEFT JOIN "users" ON "interactions"."userid" = "users"."userid" GROUP BY 1, 2 ORDER BY 3 DESC NULLS LAST, 1, 2',
      ],
      ['Average age by interactiontype', 'clarified'],
    ],
  ],
];

describeQuestions('order and measures, by the rules', questions);
