import type { Catalog, Column, Table } from '../../../../shared/plan/catalog.ts';

type Kind = Column['kind'];
type Short = [
  name: string,
  kind: Kind,
  distinctCount: number,
  more?: Partial<Pick<Column, 'nullShare' | 'values'>>,
];

export const table = (name: string, rowCount: number, columns: Short[]): Table => ({
  name,
  comment: null,
  rowCount,
  columns: columns.map(([column, kind, distinctCount, more]) => ({
    name: column,
    type: kind,
    kind,
    comment: null,
    nullShare: 0,
    distinctCount,
    min: null,
    max: null,
    values: null,
    ...more,
  })),
});

export const catalog = (tables: Table[]): Catalog => ({
  dialect: 'duckdb',
  dataVersion: 'v1',
  tables,
  problems: [],
});

/** Values and names that are words too (grade A, country US, floor 5), several dates, an amount in two tables. */
export const shop = catalog([
  table('churn', 300, [
    ['cust_no', 'text', 300],
    ['plan', 'text', 2, { values: ['basic', 'pro'] }],
    ['monthly_fee', 'number', 86],
    ['calls', 'number', 10],
    ['churn', 'number', 2, { values: ['0', '1'] }],
  ]),
  table('customers', 120, [
    ['customer_id', 'number', 120],
    ['name', 'text', 120],
    ['country', 'text', 4, { nullShare: 0.208, values: ['JP', 'DE', 'IT', 'US'] }],
    ['active', 'boolean', 2, { values: ['true', 'false'] }],
    ['signup_date', 'date', 108],
  ]),
  table('employees', 200, [
    ['emp_id', 'text', 200],
    ['name', 'text', 200],
    ['department', 'text', 4, { nullShare: 0.15, values: ['HR', 'Sales', 'R&D', 'IT'] }],
    ['salary', 'number', 74, { nullShare: 0.61 }],
    ['age', 'number', 43, { nullShare: 0.48 }],
    ['tenure', 'number', 30],
    ['hire_date', 'date', 197],
    ['bonus', 'text', 0, { nullShare: 1, values: [] }],
    ['grade', 'text', 3, { values: ['C', 'A', 'B'] }],
    ['floor', 'text', 4, { values: ['5', 'B1', '1', '2'] }],
  ]),
  table('prospects', 20, [
    ['cust_no', 'text', 20],
    ['plan', 'text', 2, { values: ['pro', 'basic'] }],
    ['monthly_fee', 'number', 17],
    ['calls', 'number', 10],
  ]),
  table('sales', 400, [
    ['id', 'number', 400],
    ['order_date', 'date', 308],
    ['ship_date', 'date', 304],
    ['customer_id', 'number', 116],
    ['product', 'text', 4, { values: ['Tea', 'Coffee', 'Cake', 'Jam'] }],
    ['type', 'text', 2, { values: ['sale', 'refund'] }],
    ['amount', 'number', 397],
    ['quantity', 'number', 7, { values: ['1', '6', '2', '3', '7', '4', '5'] }],
  ]),
  table('stores', 60, [
    ['id', 'number', 60],
    ['region', 'text', 3, { values: ['East', 'North', 'South'] }],
    ['grade', 'text', 3, { values: ['A', 'B', 'A-'] }],
    ['amount', 'number', 58],
  ]),
]);

/** The same kinds of trap in Japanese: the priority 中, a column of yes and no in words. */
export const shopInJapanese = catalog([
  table('チケット', 150, [
    ['チケット番号', 'number', 150],
    ['優先度', 'text', 3, { values: ['高', '中', '低'] }],
    ['担当者', 'text', 3, { values: ['佐藤', '鈴木', '田中'] }],
    ['作業時間', 'number', 53],
    ['登録日', 'date', 123],
  ]),
  table('売上', 300, [
    ['注文番号', 'number', 300],
    ['注文日', 'date', 246],
    ['顧客番号', 'number', 78],
    ['商品名', 'text', 4, { values: ['珈琲', '緑茶', '煎餅', '羊羹'] }],
    ['区分', 'text', 2, { values: ['販売', '返品'] }],
    ['金額', 'number', 300],
    ['数量', 'number', 8, { values: ['6', '3', '8', '1', '5', '7', '2', '4'] }],
  ]),
  table('社員', 120, [
    ['社員番号', 'text', 120],
    ['部署', 'text', 4, { nullShare: 0.25, values: ['営業', '開発', '人事', '総務'] }],
    ['月給', 'number', 37],
    ['勤続年数', 'number', 33],
    ['残業時間', 'number', 63],
    ['退職', 'number', 2, { values: ['0', '1'] }],
  ]),
  table('顧客', 80, [
    ['顧客番号', 'number', 80],
    ['氏名', 'text', 80],
    ['性別', 'text', 3, { values: ['男性', '女性', 'その他'] }],
    ['年齢', 'number', 32, { nullShare: 0.438 }],
    ['地域', 'text', 3, { values: ['東京', '大阪', '福岡'] }],
    ['会員', 'text', 2, { values: ['無', '有'] }],
  ]),
]);

/** Names that differ only in blanks, and columns called like words of a question. */
export const oddities = catalog([
  table('odd', 80, [
    ['order', 'number', 5, { values: ['0', '1', '2', '3', '4'] }],
    ['select', 'text', 2, { values: ['x', 'y'] }],
    ['a b', 'number', 80],
    ['ab', 'number', 80],
    ['%', 'number', 75],
    ['count', 'number', 9],
    ['by', 'text', 2, { values: ['q', 'p'] }],
    ['メモ', 'text', 3, { nullShare: 0.287, values: ['|pipe', '<b>x</b>', '**bold**'] }],
    ['column_9', 'text', 1, { values: ['z'] }],
  ]),
  table('one', 60, [['n', 'number', 4, { values: ['0', '1', '2', '3'] }]]),
  table('t2', 60, [
    ['k', 'number', 60],
    ['score', 'number', 60],
    ['label', 'text', 2, { values: ['u', 'v'] }],
  ]),
]);
