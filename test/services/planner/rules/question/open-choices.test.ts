import type { Catalog, Column } from '../../../../../shared/plan/catalog.ts';
import { shop } from '../catalogs.ts';
import { describeQuestions, type Questions } from '../questions.ts';

const column = (
  name: string,
  kind: Column['kind'],
  values: string[] | null = null,
  more: Partial<Column> = {},
): Column => ({
  name,
  type: kind === 'number' ? 'INTEGER' : kind === 'time' ? 'TIMESTAMP' : 'VARCHAR',
  kind,
  comment: null,
  nullShare: 0,
  distinctCount: values?.length ?? 900,
  min: null,
  max: null,
  values,
  ...more,
});
const cities = ['Tokyo', 'Osaka'];
const table = (name: string, columns: Column[], rowCount = 900) => ({
  name,
  comment: null,
  rowCount,
  columns,
});

/** Orders at stores, by accounts that may be closed and live somewhere. */
const trade: Catalog = {
  dialect: 'duckdb',
  dataVersion: 'd1',
  problems: [],
  tables: [
    table('accounts', [column('account_id', 'number'), column('plan', 'text', ['free', 'paid']), column('deleted_at', 'time', null, { nullShare: 0.9 })]),
    table('homes', [column('home_id', 'number'), column('account_id', 'number'), column('city', 'text', cities)]),
    table('stores', [column('store_id', 'number'), column('city', 'text', cities)], 20),
    table('orders', [
      column('order_id', 'number'),
      column('account_id', 'number', null, { distinctCount: 300 }),
      column('store_id', 'number', null, { distinctCount: 20 }),
      column('amount', 'number'),
      column('ordered_at', 'time', null, { description: 'in UTC' }),
    ]),
    table('returns', [column('return_id', 'number'), column('order_id', 'number', null, { distinctCount: 100 }), column('amount', 'number')], 100),
  ],
}; // prettier-ignore

const questions: Questions = [
  [
    'What stands in several tables means one of them only if the prompt says which',
    trade,
    [
      ['How many are in Tokyo?', 'clarified'],
      ['How many by city?', 'clarified'],
      ['total amount', 'clarified'],
      ['orders by city', 'clarified'],
      ['Total amount of returns', 'SELECT sum("returns"."amount") AS "sum_amount" FROM "returns"'],
      ['How many stores are in Tokyo?', `SELECT count(*) AS "count" FROM "stores" WHERE "stores"."city" IN ('Tokyo')`],
    ],
  ],
  ['And where a period decides nothing else', shop, [['Average amount', 'clarified']]],
  [
    'Rows that are marked as gone may be wanted or not',
    trade,
    [
      ['How many accounts are there?', 'clarified'],
      ['How many accounts by plan?', 'clarified'],
    ],
  ],
  [
    'Days of another zone are not those that people mean',
    trade,
    [
      ['How many orders in January 2025?', 'clarified'],
      ['Orders by month', 'clarified'],
      ['How many orders are there?', 'SELECT count(*) AS "count" FROM "orders"'],
    ],
  ],
  [
    'Times that something happened are no column, an "or" between conditions is none behind a number',
    'sample',
    [
      ['10回以上購入したユーザーは何人？', 'SELECT count(*) AS "count" FROM "users" WHERE (SELECT count(*) FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."purchase" = 1) >= 10'],
      ['viewが5回以上あるユーザーは何人', `SELECT count(*) AS "count" FROM "users" WHERE (SELECT count(*) FROM "interactions" WHERE "interactions"."userid" = "users"."userid" AND "interactions"."interactiontype" IN ('view')) >= 5`],
      ['How many users are male or over 60?', `SELECT count(*) AS "count" FROM "users" WHERE ("users"."gender" IN ('Male') OR "users"."age" > 60)`],
      ['How many users are 60 or over?', 'SELECT count(*) AS "count" FROM "users" WHERE "users"."age" >= 60'],
      ['How many users purchased 3 times?', 'clarified'],
    ],
  ],
]; // prettier-ignore

describeQuestions('what a prompt leaves open, by the rules', questions);
