CREATE TABLE customers AS SELECT i::INTEGER AS id, 'Customer ' || i AS name, 'c' || i || '@example.com' AS email,
  ['JP', 'US', 'DE', 'FR', NULL][1 + i % 5] AS country, ['female', 'male', 'other'][1 + (i * 7) % 3] AS gender,
  DATE '1960-01-01' + (i * 131 % 16000)::INTEGER AS birth_date, TIMESTAMP '2023-01-01 00:00:00' + to_hours(i * 37) AS signup_at,
  i % 4 <> 0 AS active, ['gold', 'silver', 'bronze'][1 + i % 3] AS segment FROM range(1, 121) AS r(i);
CREATE TABLE products AS SELECT i::INTEGER AS id, 'Product ' || chr((65 + i % 26)::INTEGER) || i AS name,
  ['tea', 'coffee', 'cups', 'books'][1 + i % 4] AS category, (2.5 + i * 1.37)::DECIMAL(10, 2) AS price,
  CASE WHEN i % 7 = 0 THEN NULL ELSE 1.0 + i * 0.61 END::DOUBLE AS cost, 'new,' || ['sale', 'eco', 'gift'][1 + i % 3] AS tags
  FROM range(1, 41) AS r(i);
CREATE TABLE orders AS SELECT i::INTEGER AS id, (1 + i * 13 % 130)::INTEGER AS customer_id,
  TIMESTAMP '2024-01-01 08:00:00' + to_minutes(i * 1733) AS ordered_at,
  CASE WHEN i % 5 = 0 THEN NULL ELSE TIMESTAMP '2024-01-02 10:00:00' + to_minutes(i * 1733 + i % 9 * 600) END AS shipped_at,
  ['paid', 'paid', 'shipped', 'returned', 'cancelled'][1 + i % 5] AS status, (i % 6) * 0.05::DOUBLE AS discount,
  ['web', 'store', 'phone'][1 + i % 3] AS channel, (10 + i * 7.77 % 300)::DECIMAL(12, 2) AS total FROM range(1, 401) AS r(i);
CREATE TABLE order_items AS SELECT (1 + i % 400)::INTEGER AS order_id, (1 + i * 11 % 40)::INTEGER AS product_id,
  (1 + i % 4)::INTEGER AS quantity, (3 + i * 3 % 50)::DOUBLE AS unit_price FROM range(0, 900) AS r(i);
CREATE TABLE events AS SELECT i::INTEGER AS id, CASE WHEN i % 11 = 0 THEN NULL ELSE 1 + i * 17 % 120 END::INTEGER AS customer_id,
  ['view', 'view', 'click', 'purchase'][1 + i % 4] AS kind, TIMESTAMP '2024-03-01 00:00:00' + to_minutes(i * 97) AS at,
  '/' || ['home', 'search', 'item', 'cart'][1 + i % 4] || '/' || (i % 9) AS page, (i * 31 % 400)::INTEGER AS duration
  FROM range(1, 801) AS r(i);
CREATE TABLE employees AS SELECT i::INTEGER AS id, 'Employee ' || i AS name, ['sales', 'it', 'finance', 'ops'][1 + i % 4] AS department,
  CASE WHEN i < 4 THEN NULL ELSE 1 + i % 3 END::INTEGER AS manager_id, (3000 + i * 173 % 5000)::INTEGER AS salary,
  DATE '2010-01-01' + (i * 97)::INTEGER AS hired FROM range(1, 51) AS r(i);
CREATE TABLE "売上" AS SELECT DATE '2024-01-01' + (i % 366)::INTEGER AS "日付", ['緑茶', '紅茶', '抹茶', '珈琲'][1 + i % 4] AS "商品",
  ['飲料', '飲料', '菓子'][1 + i % 3] AS "カテゴリ", (1 + i % 9)::INTEGER AS "数量", (100 + i * 37 % 2000)::INTEGER AS "金額",
  ['東京', '大阪', '福岡'][1 + i % 3] AS "店舗" FROM range(1, 501) AS r(i);
CREATE TABLE "店舗一覧" AS SELECT * FROM (VALUES ('東京', '関東', DATE '2010-04-01', 120.5), ('大阪', '関西', DATE '2012-10-15', 88.0),
  ('札幌', '北海道', DATE '2020-01-20', 60.25)) AS v("店舗", "地域", "開店日", "売場面積(㎡)");
