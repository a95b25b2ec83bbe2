import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { wordNotRead } from '../../../shared/sql/same-words.ts';

const same: [string, string][] = [
  ['select id x from orders;', 'SELECT id AS x FROM orders'],
  ['SELECT a,b, FROM t FULL OUTER JOIN u', 'SELECT a, b FROM t FULL JOIN u'],
  ['SELECT 1 WHERE a!=1 AND b == 2 AND c <> 3', 'SELECT 1 WHERE a <> 1 AND b = 2 AND c <> 3'],
  ["SELECT 'it''s', 5id", "SELECT 'it''s', 5 AS id"],
  ['SELECT 1 LIMIT ALL', 'SELECT 1'],
  ['SELECT 1 FETCH NEXT 1 ROW ONLY', 'SELECT 1 FETCH FIRST 1 ROWS ONLY'],
  ['SELECT a NOTNULL', 'SELECT a IS NOT NULL'],
];
const passedOver: [string, string, string][] = [
  ['SELECT 1 END', 'SELECT 1', 'end'],
  ['SELECT 1 END; DROP TABLE t', 'SELECT 1', 'end'],
  ['SELECT count(* x)', 'SELECT count(*)', 'x'],
  ["SELECT 'A'", "SELECT 'a'", "'A'"],
  ['SELECT a - b', 'SELECT b - a', 'a'],
  ['SELECT 1', 'SELECT 1 LIMIT 5', 'limit'],
];

describe('the words of a statement', () => {
  for (const [sql, written] of same)
    it(`are all in what is written: ${sql}`, () => assert.equal(wordNotRead(sql, written), null));
  for (const [sql, written, word] of passedOver)
    it(`are not: ${sql} → ${written}`, () => assert.equal(wordNotRead(sql, written), word));
});
