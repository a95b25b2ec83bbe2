import { describeQuestions, type Questions } from '../questions.ts';

/** An "or" between two conditions makes one; where more is said it must be clear of what. */
const questions: Questions = [
  [
    'Of one column',
    'sample',
    [
      [
        'How many users are under 18 or over 70?',
        'SELECT count(*) AS "count" FROM "users" WHERE ("users"."age" < 18 OR "users"."age" > 70)',
      ],
      [
        'How many women are under 20 or over 60?',
        `SELECT count(*) AS "count" FROM "users" WHERE ("users"."age" < 20 OR "users"."age" > 60) AND "users"."gender" IN ('Female')`,
      ],
      [
        '30歳以上または20歳未満のユーザー数',
        'SELECT count(*) AS "count" FROM "users" WHERE ("users"."age" >= 30 OR "users"."age" < 20)',
      ],
      [
        'How many users are not between 20 and 60?',
        'SELECT count(*) AS "count" FROM "users" WHERE ("users"."age" < 20 OR "users"."age" > 60)',
      ],
      [
        'How many users are not in their thirties?',
        'SELECT count(*) AS "count" FROM "users" WHERE ("users"."age" < 30 OR "users"."age" >= 40)',
      ],
    ],
  ],
  [
    'Of two columns',
    'sample',
    [
      [
        'How many users are male or over 60?',
        `SELECT count(*) AS "count" FROM "users" WHERE ("users"."gender" IN ('Male') OR "users"."age" > 60)`,
      ],
      [
        '男性または60歳以上のユーザー数',
        `SELECT count(*) AS "count" FROM "users" WHERE ("users"."gender" IN ('Male') OR "users"."age" >= 60)`,
      ],
      ['How many users are male or female and over 60?', 'clarified'],
      ['How many users are neither male nor over 60?', 'clarified'],
      [
        'How many users are neither male nor female?',
        `SELECT count(*) AS "count" FROM "users" WHERE "users"."gender" NOT IN ('Male', 'Female')`,
      ],
      ['How many users are 60 or over?', 'SELECT count(*) AS "count" FROM "users" WHERE "users"."age" >= 60'],
    ],
  ],
];

describeQuestions('alternatives, by the rules', questions);
