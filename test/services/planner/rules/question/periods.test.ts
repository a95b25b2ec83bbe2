import { hospital, store } from '../linked-catalogs.ts';
import { describeQuestions, type Questions } from '../questions.ts';

/** Stretches of the calendar, what comes round, the latest days of the data. */
const questions: Questions = [
  [
    'Stretches',
    'sample',
    [
      [
        'How many interactions in Q2 2024?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."timestamp" >= CAST('2024-04-01' AS DATE) AND "interactions"."timestamp" < CAST('2024-07-01' AS DATE)`,
      ],
      [
        '2024年第3四半期のインタラクション数',
        `SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."timestamp" >= CAST('2024-07-01' AS DATE) AND "interactions"."timestamp" < CAST('2024-10-01' AS DATE)`,
      ],
      [
        'How many interactions between March and May 2025?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."timestamp" >= CAST('2025-03-01' AS DATE) AND "interactions"."timestamp" < CAST('2025-06-01' AS DATE)`,
      ],
      [
        '2024年4月1日から2024年6月30日までの操作は何件ですか',
        `SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."timestamp" >= CAST('2024-04-01' AS DATE) AND "interactions"."timestamp" < CAST('2024-07-01' AS DATE)`,
      ],
      [
        'How many interactions were there until the end of June 2024?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE "interactions"."timestamp" < CAST('2024-07-01' AS DATE)`,
      ],
      ['How many interactions until June 2024?', 'clarified'],
      ['2024年度上半期のクリック数', 'clarified'],
    ],
  ],
  [
    'Not in one, in one or another',
    'sample',
    [
      [
        'How many interactions were not in 2024?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE ("interactions"."timestamp" < CAST('2024-01-01' AS DATE) OR "interactions"."timestamp" >= CAST('2025-01-01' AS DATE))`,
      ],
      [
        'How many interactions in May 2024 or May 2025?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE ("interactions"."timestamp" >= CAST('2024-05-01' AS DATE) AND "interactions"."timestamp" < CAST('2024-06-01' AS DATE) OR "interactions"."timestamp" >= CAST('2025-05-01' AS DATE) AND "interactions"."timestamp" < CAST('2025-06-01' AS DATE))`,
      ],
      ['How many interactions in March and May 2025?', 'clarified'],
    ],
  ],
  [
    'What comes round',
    'sample',
    [
      [
        'How many interactions on Sundays in 2025?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE isodow("interactions"."timestamp") = 7 AND date_part('year', "interactions"."timestamp") = 2025`,
      ],
      [
        '平日のクリック数',
        `SELECT count(*) AS "count" FROM "interactions" WHERE isodow("interactions"."timestamp") BETWEEN 1 AND 5 AND "interactions"."interactiontype" IN ('click')`,
      ],
      [
        'How many interactions in January?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE date_part('month', "interactions"."timestamp") = 1`,
      ],
      [
        'number of interactions in each May',
        `SELECT date_part('year', "interactions"."timestamp") AS "year", count(*) AS "count" FROM "interactions" WHERE date_part('month', "interactions"."timestamp") = 5 GROUP BY 1 ORDER BY 1`,
      ],
      [
        'How many interactions after 8 pm?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE date_part('hour', "interactions"."timestamp") BETWEEN 20 AND 23`,
      ],
      [
        '20時以降のインタラクション数',
        `SELECT count(*) AS "count" FROM "interactions" WHERE date_part('hour', "interactions"."timestamp") BETWEEN 20 AND 23`,
      ],
      ['How many interactions from 9 am to 5 pm?', 'clarified'],
      ['月曜日と火曜日のクリック数', 'clarified'],
      ['How many interactions may be clicks?', 'clarified'],
    ],
  ],
  [
    'The latest days of the data',
    'sample',
    [
      [
        'How many interactions in the last 30 days?',
        `SELECT count(*) AS "count" FROM "interactions" WHERE CAST("interactions"."timestamp" AS DATE) > (SELECT max(CAST("interactions"."timestamp" AS DATE)) FROM "interactions") - INTERVAL '30 days'`,
      ],
      [
        '過去2週間のクリック数',
        `SELECT count(*) AS "count" FROM "interactions" WHERE CAST("interactions"."timestamp" AS DATE) > (SELECT max(CAST("interactions"."timestamp" AS DATE)) FROM "interactions") - INTERVAL '14 days' AND "interactions"."interactiontype" IN ('click')`,
      ],
      ['How many interactions in the last 3 months?', 'clarified'],
    ],
  ],
  [
    'What happened on a day that a column is named after',
    hospital,
    [
      [
        'How many visits were discharged in 2024?',
        `SELECT count(*) AS "count" FROM "visits" WHERE date_part('year', "visits"."discharged_on") = 2024`,
      ],
      [
        'How many visits were not discharged?',
        'SELECT count(*) AS "count" FROM "visits" WHERE "visits"."discharged_on" IS NULL',
      ],
    ],
  ],
  [
    'What orders have and their items have not',
    store,
    [
      [
        'How many orders were ordered in 2024?',
        `SELECT count(*) AS "count" FROM "orders" WHERE date_part('year', "orders"."ordered_at") = 2024`,
      ],
      ['How many items were ordered in 2024?', 'clarified'],
    ],
  ],
];

describeQuestions('times, by the rules', questions);
