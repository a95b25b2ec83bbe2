import { shop, shopInJapanese, oddities } from '../catalogs.ts';
import { describeQuestions, type Questions } from '../questions.ts';

/** Values and columns that are words too, tables that share a name, keys. */
const questions: Questions = [
  [
    'A value that is a word',
    shop,
    [
      ['What is a median salary?', 'SELECT median("employees"."salary") AS "median_salary" FROM "employees"'],
      [
        'How many employees have a salary over 5000?',
        'SELECT count(*) AS "count" FROM "employees" WHERE "employees"."salary" > 5000',
      ],
      [
        'How many employees have grade A?',
        `SELECT count(*) AS "count" FROM "employees" WHERE "employees"."grade" IN ('A')`,
      ],
      [
        'Number of employees with grade A or B',
        `SELECT count(*) AS "count" FROM "employees" WHERE "employees"."grade" IN ('A', 'B')`,
      ],
      ['Tell us how many customers there are', 'SELECT count(*) AS "count" FROM "customers"'],
      [
        'How many customers are there in country US?',
        `SELECT count(*) AS "count" FROM "customers" WHERE "customers"."country" IN ('US')`,
      ],
      ['TELL US HOW MANY CUSTOMERS THERE ARE', 'SELECT count(*) AS "count" FROM "customers"'],
      [
        'How many employees are in IT?',
        `SELECT count(*) AS "count" FROM "employees" WHERE "employees"."department" IN ('IT')`,
      ],
      ['Show the first 5 employees', 'SELECT "employees".* FROM "employees" LIMIT 5'],
      [
        'How many employees have floor 5?',
        `SELECT count(*) AS "count" FROM "employees" WHERE "employees"."floor" IN ('5')`,
      ],
      [
        `How many stores have grade 'A-'?`,
        `SELECT count(*) AS "count" FROM "stores" WHERE "stores"."grade" IN ('A-')`,
      ],
      [
        'Number of employees per grade excluding A',
        `SELECT "employees"."grade" AS "grade", count(*) AS "count" FROM "employees" WHERE "employees"."grade" NOT IN ('A') GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1`,
      ],
    ],
  ],
  [
    'A value of one character',
    shopInJapanese,
    [
      [
        'チケットの中で担当者ごとの件数',
        'SELECT "チケット"."担当者" AS "担当者", count(*) AS "count" FROM "チケット" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        '優先度が中のチケット数',
        `SELECT count(*) AS "count" FROM "チケット" WHERE "チケット"."優先度" IN ('中')`,
      ],
      [
        '優先度が高のチケットは何件',
        `SELECT count(*) AS "count" FROM "チケット" WHERE "チケット"."優先度" IN ('高')`,
      ],
    ],
  ],
  [
    'Columns called like words',
    oddities,
    [
      ['How many rows are there in one?', 'SELECT count(*) AS "count" FROM "one"'],
      [
        'How many rows by select in odd?',
        'SELECT "odd"."select" AS "select", count(*) AS "count" FROM "odd" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        `average 'count' by 'by' in odd`,
        'SELECT "odd"."by" AS "by", avg("odd"."count") AS "average_count" FROM "odd" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        'average score by label',
        'SELECT "t2"."label" AS "label", avg("t2"."score") AS "average_score" FROM "t2" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
  [
    'Names that differ in blanks',
    oddities,
    [
      ['average ab in odd', 'SELECT avg("odd"."ab") AS "average_ab" FROM "odd"'],
      ['average a b in odd', 'SELECT avg("odd"."a b") AS "average_a b" FROM "odd"'],
      ['average AB in odd', 'clarified'],
    ],
  ],
  [
    'Tables and values of one name',
    shop,
    [
      [
        'How many employees are not in Sales?',
        `SELECT count(*) AS "count" FROM "employees" WHERE "employees"."department" NOT IN ('Sales')`,
      ],
      [
        'Sales by product',
        'SELECT "sales"."product" AS "product", count(*) AS "count" FROM "sales" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      [
        'How many customers have sales of type refund?',
        `SELECT count(*) AS "count" FROM "customers" WHERE EXISTS (SELECT 1 FROM "sales" WHERE "sales"."customer_id" = "customers"."customer_id" AND "sales"."type" IN ('refund'))`,
      ],
      [
        'average monthly_fee by churn',
        'SELECT "churn"."churn" AS "churn", avg("churn"."monthly_fee") AS "average_monthly_fee" FROM "churn" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      ['churn by plan', 'clarified'],
      [
        'churn rate by plan',
        'SELECT "churn"."plan" AS "plan", avg(CAST("churn"."churn" AS DOUBLE)) AS "churn_rate" FROM "churn" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
    ],
  ],
  [
    'The likeliest table, and keys that are none',
    shop,
    [
      [
        'Average amount by region',
        'SELECT "stores"."region" AS "region", avg("stores"."amount") AS "average_amount" FROM "stores" GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1',
      ],
      ['average amount of stores', 'SELECT avg("stores"."amount") AS "average_amount" FROM "stores"'],
      [
        'total amount by country',
        'SELECT "customers"."country" AS "country", sum("sales"."amount") AS "sum_amount" FROM "sales" LEFT JOIN "customers" ON "sales"."customer_id" = "customers"."customer_id" GROUP BY 1 ORDER BY "customers"."country" IS NULL, 2 DESC NULLS LAST, 1',
      ],
      [
        'average amount of sales for customers in JP',
        `SELECT avg("sales"."amount") AS "average_amount" FROM "sales" LEFT JOIN "customers" ON "sales"."customer_id" = "customers"."customer_id" WHERE "customers"."country" IN ('JP')`,
      ],
      ['How many sales by store?', 'clarified'],
      ['How many per month?', 'clarified'],
      [
        'Customers per month',
        `SELECT SUBSTR(CAST(date_trunc('month', "customers"."signup_date") AS VARCHAR), 1, 7) AS "month", count(*) AS "count" FROM "customers" GROUP BY 1 ORDER BY 1`,
      ],
    ],
  ],
];

describeQuestions('names, by the rules', questions);
