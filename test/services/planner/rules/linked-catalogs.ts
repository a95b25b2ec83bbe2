import { catalog, table } from './catalogs.ts';

/** Facts about people, each in a table of its own, with a time and yes-and-no columns on either side. */
export const hospital = catalog([
  table('patients', 120, [
    ['patient_id', 'number', 120],
    ['name', 'text', 38],
    ['birth_date', 'date', 120],
    ['sex', 'text', 2, { values: ['M', 'F'] }],
    ['blood_type', 'text', 4, { values: ['B', 'O', 'A', 'AB'] }],
    ['city', 'text', 4, { values: ['Austin', 'Denver', 'Boston', 'Seattle'] }],
    ['smoker', 'boolean', 2, { values: ['false', 'true'] }],
    ['weight_kg', 'number', 89, { nullShare: 0.192 }],
  ]),
  table('prescriptions', 800, [
    ['prescription_id', 'number', 800],
    ['visit_id', 'number', 399],
    [
      'drug',
      'text',
      6,
      { values: ['ibuprofen', 'metformin', 'aspirin', 'warfarin', 'amoxicillin', 'insulin'] },
    ],
    ['dose_mg', 'number', 6, { values: ['250', '50', '100', '500', '10', '5'] }],
    ['days', 'number', 30],
    ['route', 'text', 3, { values: ['topical', 'oral', 'iv'] }],
  ]),
  table('visits', 500, [
    ['visit_id', 'number', 500],
    ['patient_id', 'number', 110],
    ['admitted_at', 'time', 500],
    ['discharged_on', 'date', 346, { nullShare: 0.09 }],
    [
      'department',
      'text',
      5,
      { values: ['pediatrics', 'emergency', 'orthopedics', 'oncology', 'cardiology'] },
    ],
    ['severity', 'text', 3, { values: ['routine', 'critical', 'urgent'] }],
    ['cost', 'number', 470, { nullShare: 0.058 }],
    ['readmitted', 'number', 2, { values: ['0', '1'] }],
    ['status', 'text', 3, { values: ['open', 'cancelled', 'closed'] }],
  ]),
]);

export const school = catalog([
  table('成績', 1400, [
    ['成績ID', 'number', 1400],
    ['生徒ID', 'text', 140],
    ['科目', 'text', 5, { values: ['国語', '数学', '理科', '社会', '英語'] }],
    ['試験', 'text', 2, { values: ['中間', '期末'] }],
    ['点数', 'number', 86, { nullShare: 0.039 }],
    ['試験日', 'date', 184],
    ['判定', 'text', 2, { values: ['合格', '不合格'] }],
  ]),
  table('生徒', 150, [
    ['生徒ID', 'text', 150],
    ['氏名', 'text', 60],
    ['学年', 'number', 3, { values: ['1', '2', '3'] }],
    ['クラス', 'text', 3, { values: ['C組', 'A組', 'B組'] }],
    ['性別', 'text', 2, { values: ['男', '女'] }],
    ['生年月日', 'date', 142],
    ['出身地', 'text', 4, { values: ['横浜', '千葉', '埼玉', '東京'] }],
    ['身長', 'number', 117, { nullShare: 0.1 }],
  ]),
  table('部活', 143, [
    ['登録ID', 'number', 143],
    ['生徒ID', 'text', 115],
    ['部名', 'text', 5, { values: ['テニス部', '美術部', '野球部', 'サッカー部', '吹奏楽部'] }],
    ['入部日', 'date', 135],
    ['退部', 'number', 2, { values: ['0', '1'] }],
    ['役職', 'text', 3, { values: ['部員', '副部長', '部長'] }],
  ]),
]);

export const store = catalog([
  table('customers', 200, [
    ['customer_id', 'number', 200],
    ['email', 'text', 200],
    ['country', 'text', 4, { values: ['Germany', 'France', 'Japan', 'USA'] }],
    ['tier', 'text', 3, { nullShare: 0.285, values: ['bronze', 'gold', 'silver'] }],
    ['signup_date', 'date', 184],
    ['newsletter', 'boolean', 2, { values: ['false', 'true'] }],
    ['age', 'number', 60, { nullShare: 0.015 }],
  ]),
  table('order_items', 1252, [
    ['item_id', 'number', 1252],
    ['order_id', 'number', 600],
    ['product_id', 'number', 37],
    ['quantity', 'number', 6, { values: ['2', '1', '3', '6', '4', '5'] }],
    ['unit_price', 'number', 37],
    ['discount', 'number', 3, { values: ['0.0', '0.2', '0.1'] }],
  ]),
  table('orders', 600, [
    ['order_id', 'number', 600],
    ['customer_id', 'number', 173],
    ['ordered_at', 'time', 600],
    ['status', 'text', 4, { values: ['closed', 'open', 'shipped', 'refunded'] }],
    ['payment_method', 'text', 3, { values: ['paypal', 'cash', 'card'] }],
    ['shipping_fee', 'number', 3, { values: ['0.0', '9.9', '5.0'] }],
    ['coupon', 'text', 2, { nullShare: 0.488, values: ['SAVE10', 'WELCOME'] }],
    ['rating', 'number', 5, { nullShare: 0.197, values: ['3', '1', '4', '2', '5'] }],
    ['is_gift', 'number', 2, { values: ['0', '1'] }],
  ]),
  table('products', 40, [
    ['product_id', 'number', 40],
    ['product_name', 'text', 16],
    ['category', 'text', 4, { values: ['kitchen', 'clothing', 'books', 'furniture'] }],
    ['price', 'number', 40],
    ['stock', 'number', 37],
    ['discontinued', 'number', 2, { values: ['1', '0'] }],
  ]),
]);
