import { shopInJapanese, shop } from '../catalogs.ts';
import { describeQuestions, type Questions } from '../questions.ts';

/** Negations, numbers, units, times: what a condition says stands in the SQL, or the prompt is asked back. */
const questions: Questions = [
  [
    'Negation on either side, for all that is listed',
    'sample',
    [
      ['How many users have age != 30?', 'SELECT count(*) AS "count" FROM "users" WHERE "users"."age" <> 30'],
      [
        'How many users have gender != Female?',
        `SELECT count(*) AS "count" FROM "users" WHERE "users"."gender" NOT IN ('Female')`,
      ],
      [
        'How many users excluding Male and Female?',
        `SELECT count(*) AS "count" FROM "users" WHERE "users"."gender" NOT IN ('Male', 'Female')`,
      ],
      [
        'How many users are Male or Female?',
        `SELECT count(*) AS "count" FROM "users" WHERE "users"."gender" IN ('Male', 'Female')`,
      ],
      [
        'view以外の女性のインタラクション件数',
        `SELECT count(*) AS "count" FROM "interactions" LEFT JOIN "users" ON "interactions"."userid" = "users"."userid" WHERE "interactions"."interactiontype" NOT IN ('view') AND "users"."gender" IN ('Female')`,
      ],
      [
        '男性以外のユーザー数',
        `SELECT count(*) AS "count" FROM "users" WHERE "users"."gender" NOT IN ('Male')`,
      ],
      [
        '男性または女性のユーザー数',
        `SELECT count(*) AS "count" FROM "users" WHERE "users"."gender" IN ('Male', 'Female')`,
      ],
      [
        'How many users are not older than 30?',
        'SELECT count(*) AS "count" FROM "users" WHERE "users"."age" <= 30',
      ],
      [
        '30歳以上でない女性の数',
        `SELECT count(*) AS "count" FROM "users" WHERE "users"."age" < 30 AND "users"."gender" IN ('Female')`,
      ],
      [
        'How many users older than 30 or female?',
        `SELECT count(*) AS "count" FROM "users" WHERE ("users"."age" > 30 OR "users"."gender" IN ('Female'))`,
      ],
    ],
  ],
  [
    'Negation after what it negates',
    shopInJapanese,
    [
      [
        '返品以外の東京の金額合計',
        `SELECT sum("売上"."金額") AS "sum_金額" FROM "売上" LEFT JOIN "顧客" ON "売上"."顧客番号" = "顧客"."顧客番号" WHERE "売上"."区分" NOT IN ('返品') AND "顧客"."地域" IN ('東京')`,
      ],
      [
        '返品を除く金額の合計',
        `SELECT sum("売上"."金額") AS "sum_金額" FROM "売上" WHERE "売上"."区分" NOT IN ('返品')`,
      ],
      [
        '緑茶と珈琲以外の金額の合計',
        `SELECT sum("売上"."金額") AS "sum_金額" FROM "売上" WHERE "売上"."商品名" NOT IN ('緑茶', '珈琲')`,
      ],
      [
        '部署別の社員数（営業を除く）',
        `SELECT "社員"."部署" AS "部署", count(*) AS "count" FROM "社員" WHERE "社員"."部署" NOT IN ('営業') GROUP BY 1 ORDER BY "社員"."部署" IS NULL, 2 DESC NULLS LAST, 1`,
      ],
      ['会員ではない顧客の数', `SELECT count(*) AS "count" FROM "顧客" WHERE "顧客"."会員" NOT IN ('有')`],
      ['数量が5でない売上の件数', 'SELECT count(*) AS "count" FROM "売上" WHERE "売上"."数量" <> 5'],
    ],
  ],
  [
    'Groups that leave something out',
    shop,
    [
      [
        'Number of sales by product excluding Tea',
        `SELECT "sales"."product" AS "product", count(*) AS "count" FROM "sales" WHERE "sales"."product" NOT IN ('Tea') GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
      [
        'How many customers by country excluding US?',
        `SELECT "customers"."country" AS "country", count(*) AS "count" FROM "customers" WHERE "customers"."country" NOT IN ('US') GROUP BY 1 ORDER BY "customers"."country" IS NULL, 2 DESC NULLS LAST, 1`,
      ],
      [
        'How many sales are not Tea or Coffee?',
        `SELECT count(*) AS "count" FROM "sales" WHERE "sales"."product" NOT IN ('Tea', 'Coffee')`,
      ],
      [
        'How many customers are not active?',
        'SELECT count(*) AS "count" FROM "customers" WHERE "customers"."active" <> true',
      ],
    ],
  ],
  [
    'Numbers in every shape, or none at all',
    'sample',
    [
      [
        'How many interactions have feature1 over .5?',
        'SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."feature1" > 0.5',
      ],
      [
        'How many interactions have feature1 under –0.5?',
        'SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."feature1" < -0.5',
      ],
      ['How many interactions have feature1 = 0,077?', 'clarified'],
      ['How many male users older than 1,0?', 'clarified'],
      ['How many interactions have feature1 between 0.5 and -0.5?', 'clarified'],
      [
        'purchase=0のユーザー数',
        'SELECT count(*) AS "count" FROM "users" WHERE EXISTS (SELECT 1 FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."purchase" = 0)',
      ],
    ],
  ],
  [
    'Signs of other alphabets',
    shopInJapanese,
    [
      ['金額が−100より小さい売上の件数', 'SELECT count(*) AS "count" FROM "売上" WHERE "売上"."金額" < -100'],
      ['数量≧5の件数', 'SELECT count(*) AS "count" FROM "売上" WHERE "売上"."数量" >= 5'],
      ['金額が10,000円以上の売上件数', 'SELECT count(*) AS "count" FROM "売上" WHERE "売上"."金額" >= 10000'],
      ['金額が1万円以上の売上件数', 'SELECT count(*) AS "count" FROM "売上" WHERE "売上"."金額" >= 10000'],
    ],
  ],
  [
    'Ages and units',
    'sample',
    [
      [
        'How many users are older than 30 years?',
        'SELECT count(*) AS "count" FROM "users" WHERE "users"."age" > 30',
      ],
      ['How many users are older than 30 months?', 'clarified'],
      [
        'How many users are between 20 and 29 years old?',
        'SELECT count(*) AS "count" FROM "users" WHERE "users"."age" >= 20 AND "users"."age" <= 29',
      ],
      ['How many users under 20?', 'SELECT count(*) AS "count" FROM "users" WHERE "users"."age" < 20'],
      ['How many interactions under 20?', 'clarified'],
      [
        'How many users have more than 5 interactions?',
        'SELECT count(*) AS "count" FROM "users" WHERE (SELECT count(*) FROM "interactions" WHERE "interactions"."userid" = "users"."userid") > 5',
      ],
      [
        '20代のユーザーは何人?',
        'SELECT count(*) AS "count" FROM "users" WHERE "users"."age" >= 20 AND "users"."age" < 30',
      ],
      ['30代と40代のユーザー数', 'clarified'],
      ['How many users over 30 and under 20?', 'clarified'],
    ],
  ],
  [
    'Units in Japanese',
    shopInJapanese,
    [
      [
        '30代の顧客数',
        'SELECT count(*) AS "count" FROM "顧客" WHERE "顧客"."年齢" >= 30 AND "顧客"."年齢" < 40',
      ],
      [
        '20歳から29歳の顧客数',
        'SELECT count(*) AS "count" FROM "顧客" WHERE "顧客"."年齢" >= 20 AND "顧客"."年齢" <= 29',
      ],
      [
        '勤続年数が10年以上の社員は何人',
        'SELECT count(*) AS "count" FROM "社員" WHERE "社員"."勤続年数" >= 10',
      ],
      [
        '作業時間が10時間以上のチケット数',
        'SELECT count(*) AS "count" FROM "チケット" WHERE "チケット"."作業時間" >= 10',
      ],
    ],
  ],
  [
    'A unit is no grouping',
    shop,
    [
      [
        'How many employees have tenure over 3 years?',
        'SELECT count(*) AS "count" FROM "employees" WHERE "employees"."tenure" > 3',
      ],
      ['How many employees have tenure over 3 months?', 'clarified'],
      ['How many prospects have monthly_fee over 3 months?', 'clarified'],
    ],
  ],
  [
    'Several years and parts of them',
    'sample',
    [
      [
        'How many interactions in 2023 and 2024?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE date_part('year', "interactions"."timestamp") IN (2023, 2024)`,
      ],
      [
        'Interactions from 2022 to 2025: how many?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE date_part('year', "interactions"."timestamp") IN (2022, 2023, 2024, 2025)`,
      ],
      [
        '2024年から2025年のインタラクション件数',
        `SELECT count(*) AS "count" FROM "interactions" WHERE date_part('year', "interactions"."timestamp") IN (2024, 2025)`,
      ],
      [
        'Compare interactions in 2024 and 2025',
        `SELECT date_part('year', "interactions"."timestamp") AS "year", count(*) AS "count" FROM "interactions" WHERE date_part('year', "interactions"."timestamp") IN (2024, 2025) GROUP BY 1 ORDER BY 1`,
      ],
      [
        '2024年と2025年のインタラクション数を比較',
        `SELECT date_part('year', "interactions"."timestamp") AS "year", count(*) AS "count" FROM "interactions" WHERE date_part('year', "interactions"."timestamp") IN (2024, 2025) GROUP BY 1 ORDER BY 1`,
      ],
      [
        'How many interactions in March 2025?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."timestamp" >= CAST('2025-03-01' AS DATE) AND "interactions"."timestamp" < CAST('2025-04-01' AS DATE)`,
      ],
      [
        '2025年3月以降のインタラクション件数',
        `SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."timestamp" >= CAST('2025-03-01' AS DATE)`,
      ],
      [
        'How many interactions before 2025-01-01?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."timestamp" < CAST('2025-01-01' AS DATE)`,
      ],
      [
        'How many interactions from 2024-03-01 to 2024-03-31?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."timestamp" >= CAST('2024-03-01' AS DATE) AND "interactions"."timestamp" < CAST('2024-04-01' AS DATE)`,
      ],
      [
        'How many interactions in January?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE date_part('month', "interactions"."timestamp") = 1`,
      ],
      ['2025年度の件数', 'clarified'],
    ],
  ],
  [
    'The time of the table that is measured, or the one that is named',
    shop,
    [
      [
        'average amount of sales in 2024 vs 2025',
        `SELECT date_part('year', "sales"."order_date") AS "year", avg("sales"."amount") AS "average_amount" FROM "sales" WHERE date_part('year', "sales"."order_date") IN (2024, 2025) GROUP BY 1 ORDER BY 1`,
      ],
      [
        'Number of sales before March 2025',
        `SELECT count(*) AS "count" FROM "sales" WHERE "sales"."order_date" < CAST('2025-03-01' AS DATE)`,
      ],
      [
        'How many sales on 2025-03-01?',
        `SELECT count(*) AS "count" FROM "sales" WHERE "sales"."order_date" >= CAST('2025-03-01' AS DATE) AND "sales"."order_date" < CAST('2025-03-02' AS DATE)`,
      ],
      ['How many sales on 2025-02-30?', 'clarified'],
      [
        'sales by ship_date month',
        `SELECT SUBSTR(CAST(date_trunc('month', "sales"."ship_date") AS VARCHAR), 1, 7) AS "month", count(*) AS "count" FROM "sales" GROUP BY 1 ORDER BY 1`,
      ],
      [
        'total amount by month in 2025',
        `SELECT SUBSTR(CAST(date_trunc('month', "sales"."order_date") AS VARCHAR), 1, 7) AS "month", sum("sales"."amount") AS "sum_amount" FROM "sales" WHERE date_part('year', "sales"."order_date") = 2025 GROUP BY 1 ORDER BY 1`,
      ],
      [
        'Total amount of refunds in 2025',
        `SELECT sum("sales"."amount") AS "sum_amount" FROM "sales" WHERE date_part('year', "sales"."order_date") = 2025 AND "sales"."type" IN ('refund')`,
      ],
      ['number of customers in sales in 2025', 'clarified'],
    ],
  ],
  [
    'Times relative to today',
    'sample',
    [
      ['How many interactions are there this month?', 'clarified'],
      ['How many interactions this year?', 'clarified'],
      [
        'How many interactions in the first quarter of 2024?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."timestamp" >= CAST('2024-01-01' AS DATE) AND "interactions"."timestamp" < CAST('2024-04-01' AS DATE)`,
      ],
      ['この月のインタラクション件数', 'clarified'],
      ['今月のインタラクション件数', 'clarified'],
      ['How many users in 2025?', 'clarified'],
    ],
  ],
];

describeQuestions('conditions, by the rules', questions);
