import { hospital } from '../linked-catalogs.ts';
import { describeQuestions, type Questions } from '../questions.ts';

/** Ages in steps, and of each how many or how much. */
const questions: Questions = [
  [
    'Steps of ages',
    'sample',
    [
      [
        'Number of users per ten-year age group',
        'SELECT CAST(FLOOR("users"."age" / 10) * 10 AS INTEGER) AS "age_from", count(*) AS "count" FROM "users" GROUP BY 1 ORDER BY 1',
      ],
      [
        '年代別の男性の人数',
        `SELECT CAST(FLOOR("users"."age" / 10) * 10 AS INTEGER) AS "age_from", count(*) AS "count" FROM "users" WHERE "users"."gender" IN ('Male') GROUP BY 1 ORDER BY 1`,
      ],
      [
        '10歳刻みで年代別のユーザー数',
        'SELECT CAST(FLOOR("users"."age" / 10) * 10 AS INTEGER) AS "age_from", count(*) AS "count" FROM "users" GROUP BY 1 ORDER BY 1',
      ],
      [
        'Average feature1 by 5-year age group',
        'SELECT CAST(FLOOR("users"."age" / 5) * 5 AS INTEGER) AS "age_from", avg("interactions"."feature1") AS "average_feature1" FROM "interactions" LEFT JOIN "users" ON "interactions"."userid" = "users"."userid" GROUP BY 1 ORDER BY 1',
      ],
    ],
  ],
  ['No ages', hospital, [['Number of patients per ten-year age group', 'clarified']]],
  [
    'Whose they are is no group',
    'sample',
    [
      ['Number of interactions by users who never purchased', 'clarified'],
      ['Number of interactions by users over 40', 'clarified'],
      [
        'Interactions by users',
        'SELECT "interactions"."userid" AS "userid", count(*) AS "count" FROM "interactions" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
];

describeQuestions('groups, by the rules', questions);
