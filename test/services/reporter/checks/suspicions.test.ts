import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { suspicionsOf } from '../../../../services/reporter/checks/suspicions.ts';
import type { Evidence } from '../../../../services/reporter/gather.ts';
import type { Catalog } from '../../../../shared/plan/catalog.ts';
import type { Cell } from '../../../../shared/plan/dataset.ts';
import type { Language } from '../../../../shared/plan/plan.ts';
import { format } from '../../../../shared/sql/tree.ts';
import { queryPlan } from '../../../fakes/planned-run.ts';
import { readSampleCatalog } from '../../../fakes/sample-catalog.ts';

async function suspicions(sql: string, catalog: Catalog, rows: Cell[][] = [], language: Language = 'en') {
  const extract = { columns: [], rows, rowCount: rows.length, bytes: 0, sha256: '' };
  const evidence = {
    run: { dataVersion: catalog.dataVersion },
    plan: { ...queryPlan, language },
    datasets: [{ query: { name: 'result', sql }, extract }],
  } as unknown as Evidence;
  return suspicionsOf(evidence, catalog);
}

describe('what is suspicious about a statement', () => {
  let sample: Catalog;
  before(async () => {
    sample = await readSampleCatalog();
  });

  it('is in Redshift a division of whole numbers', async () => {
    const sql = 'SELECT sum(purchase) / count(*) AS rate FROM interactions';
    const [only, ...more] = await suspicions(sql, { ...sample, dialect: 'redshift' }, [[0]]);
    assert.equal(more.length, 0);
    assert.match(
      format(only?.queries[0] as never),
      /CAST\(sum\(purchase\) AS DOUBLE PRECISION\) \/ count\(\*\)/,
    );
    const told = only?.judge([[[0.3]]]);
    assert.deepEqual([told?.check, told?.figure], ['integer_division', '0.3 → 0']);
    assert.equal(only?.judge([[[0]]]), null);
  });

  it('is in DuckDB no such division', async () => {
    assert.deepEqual(
      await suspicions('SELECT sum(purchase) / count(*) AS rate FROM interactions', sample, [[0.3]]),
      [],
    );
  });

  it('is told in the language of the prompt', async () => {
    const sql = "SELECT count(*) AS n FROM users WHERE gender = 'female'";
    const [only] = await suspicions(sql, sample, [[0]], 'ja');
    assert.equal(
      only?.judge([])?.text,
      'usersに、genderが「female」の行はありません。「Female」のことでしょうか。',
    );
  });

  it('is told of a statement that cannot be read', async () => {
    const [only, ...more] = await suspicions('SELECT FROM WHERE', sample);
    assert.match(only?.judge([])?.text ?? '', /^Not checked: the query result/);
    assert.equal(more.length, 0);
  });

  it('reads no column in a count that the statement does not read', async () => {
    const sql = 'SELECT sum(u.age) AS a FROM users AS u JOIN interactions AS i ON i.userid = u.userid';
    const [only] = await suspicions(sql, sample, [[1]]);
    const counted = format(only?.queries[0] as never);
    assert.match(
      counted,
      /SELECT "userid" AS "userid", "age" AS "age", row_number\(\) OVER \(\) AS "kaiseki_row"/,
    );
    assert.doesNotMatch(counted, /gender|feature1/);
  });
});
