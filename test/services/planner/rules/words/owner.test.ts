import { catalog, table } from '../catalogs.ts';
import { describeQuestions, type Questions } from '../questions.ts';

const staff = table('staff', 30, [
  ['staff_id', 'number', 30],
  ['role', 'text', 2, { values: ['clerk', 'manager'] }],
  ['pay', 'number', 25],
  ['hired_on', 'date', 28],
  ['left_on', 'date', 4, { nullShare: 0.8 }],
]);
const firm = catalog([
  {
    ...staff,
    synonyms: ['従業員', 'roles'],
    columns: staff.columns.map((column) =>
      column.name === 'pay' ? { ...column, synonyms: ['salary', '給料'] } : column,
    ),
  },
]);

const questions: Questions = [
  [
    'The owner’s other names for tables and columns',
    firm,
    [
      ['Average salary by role', 'SELECT "staff"."role" AS "role", avg("staff"."pay") AS "average_pay" FROM "staff" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1'],
      ['従業員の給料の中央値', 'SELECT median("staff"."pay") AS "median_pay" FROM "staff"'],
      ['How many workers are there?', 'clarified'],
    ],
  ],
  [
    'What a day is named after',
    firm,
    [
      ['How many staff were hired in 2021?', `SELECT count(*) AS "count" FROM "staff" WHERE date_part('year', "staff"."hired_on") = 2021`],
      ['How many staff have left?', 'SELECT count(*) AS "count" FROM "staff" WHERE "staff"."left_on" IS NOT NULL'],
      ['How many staff have not left?', 'SELECT count(*) AS "count" FROM "staff" WHERE "staff"."left_on" IS NULL'],
    ],
  ],
  [
    'No value is denied by "no": who has no manager may be one',
    firm,
    [['How many staff have no manager?', 'clarified']],
  ],
]; // prettier-ignore

describeQuestions('other names, by the rules', questions);
