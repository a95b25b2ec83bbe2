import { shop, shopInJapanese } from '../catalogs.ts';
import { describeQuestions, type Questions } from '../questions.ts';

/** Of which whole. */
const questions: Questions = [
  [
    'Within what is stated',
    'sample',
    [
      [
        'What percentage of Female users are older than 40?',
        `SELECT avg(CASE WHEN "users"."age" > 40 THEN 1.0 ELSE 0.0 END) AS "share" FROM "users" WHERE "users"."gender" IN ('Female')`,
      ],
      [
        '女性のうち40歳以上の割合',
        `SELECT avg(CASE WHEN "users"."age" >= 40 THEN 1.0 ELSE 0.0 END) AS "share" FROM "users" WHERE "users"."gender" IN ('Female')`,
      ],
      [
        'What share of interactions are purchases?',
        'SELECT avg(CASE WHEN "interactions"."purchase" = 1 THEN 1.0 ELSE 0.0 END) AS "share" FROM "interactions"',
      ],
      [
        'What percentage of interactions in 2025 are purchases?',
        `SELECT avg(CASE WHEN "interactions"."purchase" = 1 THEN 1.0 ELSE 0.0 END) AS "share" FROM "interactions" WHERE date_part('year', "interactions"."timestamp") = 2025`,
      ],
      ['女性の30歳未満の割合', 'clarified'],
    ],
  ],
  [
    'Within each group',
    'sample',
    [
      [
        'Share of Female by interactiontype',
        `SELECT "interactions"."interactiontype" AS "interactiontype", avg(CASE WHEN "users"."gender" IN ('Female') THEN 1.0 ELSE 0.0 END) AS "share" FROM "interactions" LEFT JOIN "users" ON "interactions"."userid" = "users"."userid" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
      [
        'share of users by gender',
        'SELECT "users"."gender" AS "gender", count(*) / CAST(sum(count(*)) OVER () AS DOUBLE) AS "share" FROM "users" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '性別の割合',
        'SELECT "users"."gender" AS "gender", count(*) / CAST(sum(count(*)) OVER () AS DOUBLE) AS "share" FROM "users" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      ['percentage of users by gender excluding Male', 'clarified'],
      ['ratio of male to female users', 'clarified'],
    ],
  ],
  [
    'Of a table',
    shop,
    [
      [
        'share of refund by product',
        `SELECT "sales"."product" AS "product", avg(CASE WHEN "sales"."type" IN ('refund') THEN 1.0 ELSE 0.0 END) AS "share" FROM "sales" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
      [
        'Share of refunds in sales',
        `SELECT avg(CASE WHEN "sales"."type" IN ('refund') THEN 1.0 ELSE 0.0 END) AS "share" FROM "sales"`,
      ],
      [
        'percentage of JP customers who are active',
        `SELECT avg(CASE WHEN "customers"."active" = true THEN 1.0 ELSE 0.0 END) AS "share" FROM "customers" WHERE "customers"."country" IN ('JP')`,
      ],
      [
        'share of sales by product in 2025',
        `SELECT "sales"."product" AS "product", count(*) / CAST(sum(count(*)) OVER () AS DOUBLE) AS "share" FROM "sales" WHERE date_part('year', "sales"."order_date") = 2025 GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
      ['share of US customers with refunds', 'clarified'],
    ],
  ],
  [
    'In Japanese',
    shopInJapanese,
    [
      [
        '東京の顧客のうち女性の割合',
        `SELECT avg(CASE WHEN "顧客"."性別" IN ('女性') THEN 1.0 ELSE 0.0 END) AS "share" FROM "顧客" WHERE "顧客"."地域" IN ('東京')`,
      ],
      [
        '地域別の女性の割合',
        `SELECT "顧客"."地域" AS "地域", avg(CASE WHEN "顧客"."性別" IN ('女性') THEN 1.0 ELSE 0.0 END) AS "share" FROM "顧客" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
      ['東京の女性の割合', 'clarified'],
      [
        '地域別の会員の割合',
        `SELECT "顧客"."地域" AS "地域", avg(CASE WHEN "顧客"."会員" IN ('有') THEN 1.0 ELSE 0.0 END) AS "share" FROM "顧客" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
    ],
  ],
  [
    'Of whom, and what is said of them',
    'sample',
    [
      [
        'What percentage of women are younger than 30?',
        `SELECT avg(CASE WHEN "users"."age" < 30 THEN 1.0 ELSE 0.0 END) AS "share" FROM "users" WHERE "users"."gender" IN ('Female')`,
      ],
      [
        'What share of women have purchased?',
        `SELECT avg(CASE WHEN EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."purchase" = 1) THEN 1.0 ELSE 0.0 END) AS "share" FROM "users" WHERE "users"."gender" IN ('Female')`,
      ],
      [
        'What share of women who never clicked are over 40?',
        `SELECT avg(CASE WHEN "users"."age" > 40 THEN 1.0 ELSE 0.0 END) AS "share" FROM "users" WHERE "users"."gender" IN ('Female') AND NOT EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."interactiontype" IN ('click'))`,
      ],
      ['What share of women who clicked have purchased?', 'clarified'],
      [
        'What percentage of users have more than 5 interactions?',
        'SELECT avg(CASE WHEN (SELECT count(*) FROM "interactions" WHERE "interactions"."userid" = "users"."userid") > 5 THEN 1.0 ELSE 0.0 END) AS "share" FROM "users"',
      ],
      ['Percentage of users with more than 5 interactions', 'clarified'],
      [
        'What percentage of clicks were on weekends?',
        `SELECT avg(CASE WHEN isodow("interactions"."timestamp") BETWEEN 6 AND 7 THEN 1.0 ELSE 0.0 END) AS "share" FROM "interactions" WHERE "interactions"."interactiontype" IN ('click')`,
      ],
    ],
  ],
];

describeQuestions('shares, by the rules', questions);
