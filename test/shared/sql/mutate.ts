/** What a benign statement may be made of by someone who looks for what the guard overlooks. */
const clauses = [
  'END', 'FOR UPDATE', 'FOR SHARE', 'INTO copied', 'INTO OUTFILE x', 'OFFSET 1', 'OFFSET 1 ROWS', 'LIMIT 1', 'LIMIT 50%', 'LIMIT ALL',
  'LIMIT 1, 2', 'LIMIT 1 BY id', 'FETCH FIRST 1 ROWS ONLY', 'FETCH NEXT 1 ROW WITH TIES', 'SETTINGS a = 1', 'FORMAT JSON',
  'QUALIFY row_number() OVER (ORDER BY id) = 1', 'SAMPLE 10', 'USING SAMPLE 10%', 'TABLESAMPLE SYSTEM (10)', 'TABLESAMPLE (5 ROWS) REPEATABLE (1)',
  'AT (VERSION => 1)', "AT (TIMESTAMP => DATE '2024-01-01')", "FOR SYSTEM_TIME AS OF '2024-01-01'", 'PIVOT (count(*) FOR status IN (1))',
  'UNPIVOT (v FOR n IN (id))', 'LATERAL (SELECT 1)', 'LATERAL FLATTEN(x)', 'CROSS APPLY', 'ASOF JOIN orders', 'POSITIONAL JOIN orders', 'NATURAL JOIN orders',
  'CROSS JOIN orders', 'FINAL', 'PREWHERE true', 'WITH (NOLOCK)', 'WITH ORDINALITY', 'WITH NO SCHEMA BINDING', 'WITH TIES', 'ONLY', 'STRAIGHT_JOIN',
  'HIGH_PRIORITY', 'SQL_CALC_FOUND_ROWS', 'DISTINCT', 'ALL', 'TOP 1', 'TOP 5 PERCENT', 'DISTRIBUTE BY id', 'CLUSTER BY id', 'SORT BY id', 'ORDER BY 1',
  'ORDER BY ALL', 'ORDER BY 1 WITH FILL', 'INTERPOLATE', 'GROUP BY 1', 'GROUP BY ALL', 'WITH ROLLUP', 'WITH TOTALS', 'HAVING true', 'WHERE false', 'CONNECT BY 1 = 1',
  'START WITH 1 = 1', 'WINDOW w AS ()', 'EXCLUDE TIES', 'EXCLUDE CURRENT ROW', 'EXCLUDE (id)', 'EXCEPT (id)', 'RENAME (id AS n)', 'REPLACE (1 AS id)', "ILIKE 'i%'",
  'UNION SELECT 1', 'UNION ALL BY NAME SELECT 1 AS id', 'EXCEPT ALL SELECT 1', 'MINUS SELECT 1', 'RETURNING id', 'ON CONFLICT DO NOTHING', 'AS MATERIALIZED',
  'MATERIALIZED', 'NOT MATERIALIZED', 'RECURSIVE', 'WITH x AS (SELECT 1)', 'VALUES (1)', 'TABLE orders', 'FROM orders', 'SELECT 1', 'DESCRIBE', 'SUMMARIZE orders', 'SHOW TABLES',
  'EXPLAIN', 'ANALYZE', 'PARTITION (p1)', 'USE INDEX (x)', 'MATCH_RECOGNIZE ()', 'RESPECT NULLS', 'IGNORE NULLS', 'FILTER (WHERE true)', 'WITHIN GROUP (ORDER BY 1)',
  'OVER ()', 'COLLATE nocase', 'COLLATE "C"', 'NULLS FIRST', 'USING >', 'ESCAPE', "AT TIME ZONE 'UTC'", 'IS JSON', 'IS NORMALIZED', 'OVERLAPS', 'NOT', 'ISNULL', 'NOTNULL', 'AS', 'TO DAY',
]; // prettier-ignore
const sources = [
  "'/etc/passwd'", '"/etc/passwd"', "read_csv('x')", 'range(3)', 'range(3) AS r', 'unnest([1])', 'generate_series(1, 2)', 'duckdb_settings()', 'glob(\'*\')',
  'main.orders', 'memory.main.orders', 'information_schema.tables', 'sqlite_master', 'orders AS email (a, b)', 'orders *', 'ONLY (orders)', 'TABLE(orders)', '(VALUES (1)) AS v',
  '(FROM orders)', '(orders)', 'secrets', '"orders "', 'ORDERS', 'x.*', 'orders.*', '`orders`', '[orders]', 'orders@prod', '#orders', 'orders$x', "x'00'", '@orders', 'ROWS FROM (range(3))', "'orders'",
]; // prettier-ignore
const expressions = [
  '[1, 2]', '[1, 2][1]', 'ARRAY[1]', 'MAP {1: 2}', "{'a': 1}", "{'a': 1}.a", '(1, 2).a', 'STRUCT(1)', 'ROW(1, 2)', 'x -> x + 1', 'lambda x: x + 1', '(x, y) -> x', '[x FOR x IN [1]]',
  'COLUMNS(*)', "COLUMNS('i.*')", '*COLUMNS(*)', 'id.lower()', '(id).lower()', 'f(a => 1)', 'round(a := 1)', 'getenv(\'HOME\')', "current_setting('x')", 'current_date', 'now()', "nextval('x')",
  '$1', '?', ':name', '@x', '@@version', '#1', '$$x$$', '$a$ x $a$', "E'x'", "U&'x'", "N'x'", "B'1'", "X'1f'", "'a' 'b'", "'a' \n 'b'", '1_000', '0x1f', '0b1', '1e', '1.e1', '.5.', "DATE 'today'", "TIMESTAMP 'now'", "DATE '2024-01-01'",
  "INTERVAL '1' DAY", 'INTERVAL 1 YEAR TO MONTH', "INTERVAL (id) DAY", 'EXISTS (SELECT 1)', '(SELECT 1)', 'ARRAY(SELECT 1)', 'ANY (SELECT 1)', 'ALL (SELECT 1)', 'CASE WHEN 1 THEN 2 END', 'CAST(1 AS REGCLASS)', "id::STRUCT(a INT)", 'id::INT[]', 'id::ENUM(\'a\')',
  'id::MAP(INT, INT)', 'id::"x"', 'id::x.y', 'id::JSON', 'id::VARCHAR USING nocase', 'id::BLOB', 'id::BIT', 'id::INT4RANGE', 'id::NUMERIC(3, 1)', 'id::TIMESTAMP(3)', 'id::INTERVAL', 'id::VARIANT', 'TRY_CAST(id AS DATE)', 'SAFE_CAST(id AS DATE)', 'CONVERT(INT, id)', 'id::DECIMAL(3, 1)::INT',
  'id:a', 'id:a.b', "id->'a'", "id->>'a'", 'id @> 1', 'id <@ 1', 'id && 1', 'id ^@ 1', 'id !~~ 1', 'id ~~~ 1', 'id == 1', 'id <=> 1', 'id ** 2', 'id !', '@ id', '~ id', '|/ id', '!! id', 'id << 1', 'id # 1', 'id // 2', 'id DIV 2', 'id MOD 2', 'id XOR 1', 'id RLIKE 1', 'id REGEXP 1', 'id GLOB 1', 'id SIMILAR TO 1', 'id OPERATOR(pg_catalog.+) 1',
  'id LIKE ANY (ARRAY[1])', 'id IN UNNEST([1])', 'id IN orders', 'id NOT IN (1)', 'id IN ()', 'id = ANY (1)', 'id BETWEEN SYMMETRIC 1 AND 2', 'id IS NOT DISTINCT FROM 1', 'id IS OF (INT)', 'id IS UNKNOWN', 'PRIOR id', 'DEFAULT', 'OLD.id', 'EXCLUDED.id', 'rowid', 'orders', 'c', 'o', 'oid', 'ctid',
  'EXTRACT(EPOCH FROM id)', 'EXTRACT(\'year\' FROM id)', 'OVERLAY(\'a\' PLACING \'b\' FROM 1)', 'TRIM(\'a\' FROM id)', 'SUBSTRING(id SIMILAR 1 ESCAPE 2)', 'POSITION(1 IN 2)', 'CEIL(id TO DAY)', 'GROUPING(id)', 'GROUPING SETS ((id))', 'ROLLUP (id)', 'count(*)', 'count()', 'sum(*)', 'count(orders.*)', 'count(DISTINCT id, id)',
  'sum(ALL id)', 'string_agg(id, 1 ORDER BY id LIMIT 1)', 'listagg(id ON OVERFLOW TRUNCATE)', 'first(id ORDER BY id)', 'max(id) KEEP (DENSE_RANK FIRST ORDER BY id)', 'any_value(id HAVING MAX id)', 'sum(id) FILTER (WHERE true)', 'sum(id) FILTER (true)', 'lag(id) IGNORE NULLS OVER ()', 'sum(id) OVER (ROWS 1 PRECEDING EXCLUDE TIES)', 'sum(id) OVER w', 'sum(id) OVER (w)', 'TRUE', 'UNKNOWN', 'NULL',
  'id AS OF', 'if(1, 2, 3)', 'ifnull(1)', 'coalesce()', '(1)', '()', '((id))', '(id, id)', '(id, id) = (1, 2)', 'upper(id = 1)', 'upper(id = 1 AND id = 2)', 'upper(id = id = id)', 'max(id = 1 OR true)', '- - id', '-+-id', 'NOT NOT id',
]; // prettier-ignore
const marks = [
  ';', ';;', ',', '.', '..', '(', ')', '[', ']', '{', '}', '::', ':', '=', '||', '--', '/*', '*/', '/* /* */ */', '#', '$$', '\\', "'", '"', '`', '*', '?', '@', '!', '=>', ':=', '->', '+', '-',
  '; DROP TABLE orders', '; SELECT 2', 'END; DROP TABLE orders', '\0', '\r', '\v', '\f', '\t', '\n', '\u00a0', '\u3000', '\u2003', '\u200b', '\ufeff', '\u2028', '\u180e', '\u1680', '\u202e', '\u037e', '\uff1b', '\uff08', '\u2019', '\u02bc', '\u0301', '\ufffe', '\ud800',
]; // prettier-ignore
const fragments = [clauses, sources, expressions, marks];

const wordsOf = (sql: string): string[] =>
  sql.match(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[\p{L}\p{N}_]+|\s+|./gsu) ?? [];

type Chance = () => number;
const oneOf = <T>(items: readonly T[], chance: Chance): T => items[Math.floor(chance() * items.length)] as T;

type Mutate = (words: string[], at: number, fragment: string, other: string[]) => unknown;
const mutations: Mutate[] = [
  (words, at, fragment) => words.splice(at, 0, ` ${fragment} `),
  (words, at, fragment) => words.splice(at, 1, fragment),
  (words, _at, fragment) => words.push(` ${fragment}`),
  (words, at) => words.splice(at, 1),
  (words, at) => words.splice(at, 0, words[at] ?? ''),
  (words, at) => words.splice(at, 2, ...words.slice(at, at + 2).toReversed()),
  (words, at, _fragment, other) => words.splice(at, 1 + (at % 7), ...other),
];

/** The statement with one to three things done to it, as chance decides; a piece of `other` may get into it. */
export function mutate(sql: string, other: string, chance: Chance): string {
  const words = wordsOf(sql);
  const pieces = wordsOf(other);
  const count = 1 + Math.floor(chance() * chance() * 3);
  for (let i = 0; i < count; i++) {
    const from = Math.floor(chance() * pieces.length);
    oneOf(mutations, chance)(
      words,
      Math.floor(chance() * words.length),
      oneOf(oneOf(fragments, chance), chance),
      pieces.slice(from, from + Math.floor(chance() * 12)),
    );
  }
  return words.join('');
}
