import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { describeRelation } from '../../../../infra/redshift/catalog/describe-relation.ts';
import type { Row, RunSql } from '../../../../infra/redshift/catalog/run-sql.ts';
import { RetryableError } from '../../../../shared/errors.ts';
import { columnsOf, useRedshift } from './kit.ts';

const events = {
  schema: 'main',
  name: 'events',
  comment: null,
  columns: [{ name: 'id', type: 'BIGINT', kind: 'number', comment: null } as const],
};
const sizeOf = (rows: number | null) => () => rows;

/** Answers by what statements hold; a statement without an answer is one that Redshift does not finish. */
function answering(...answers: [pattern: RegExp, rows: Row[]][]): { runSql: RunSql; asked: string[] } {
  const asked: string[] = [];
  const runSql: RunSql = async (sql) => {
    asked.push(sql);
    const found = answers.find(([pattern]) => pattern.test(sql));
    if (found === undefined) throw new RetryableError('it took longer than 120 s', { sql });
    return found[1];
  };
  return { runSql, asked };
}

describe('a table of Redshift', () => {
  const redshift = useRedshift();

  it('is not counted first where its size is known', async () => {
    const numbers = { scanned: 40, drawn: 40, p0: 40, d0: 20, a0: '1', z0: '20' };
    const { runSql, asked } = answering(
      [/as scanned/, [numbers]],
      [/as place/, [{ place: 0, value: '7', n: 40 }]],
    );
    await describeRelation(runSql, events, sizeOf(40));
    assert.equal(
      asked.filter((sql) => /count\(\*\) as n from/.test(sql) && !sql.includes('place')).length,
      0,
    );
  });

  it('has the different values of a sample, all counts and ranges, and no key when it is huge', async () => {
    const numbers = { scanned: 1e9, drawn: 1e7, p0: 1e9, d0: 1e7, a0: '1', z0: '999' };
    const { runSql, asked } = answering([/as scanned/, [numbers]]);
    const described = await describeRelation(runSql, events, sizeOf(1e9));
    assert.deepEqual('table' in described && described.table.columns[0], {
      ...events.columns[0], nullShare: 0, distinctCount: 1e9 - 1, min: '1', max: '999', values: null,
    }); // prettier-ignore
    assert.equal(asked.length, 1);
    assert.match(asked[0] ?? '', /random\(\) < 0\.01/);
  });

  it('is known by its first rows where a pass over all does not end', async () => {
    const numbers = { scanned: 1e6, drawn: 1e6, p0: 5e5, d0: 1e3, a0: '1', z0: '999' };
    const { runSql } = answering([/limit 1000000\) scan/, [numbers]]);
    const described = await describeRelation(runSql, events, sizeOf(5e7));
    assert.ok('table' in described);
    assert.equal(described.table.rowCount, 5e7);
    assert.deepEqual(
      described.table.columns.map(({ nullShare, distinctCount }) => [nullShare, distinctCount]),
      [[0.5, 1e3]],
    );
  });

  it('is refused where its first rows cannot be read either', async () => {
    const { runSql, asked } = answering();
    const described = await describeRelation(runSql, events, sizeOf(5));
    assert.deepEqual(described, { refusal: 'it took longer than 120 s' });
    assert.equal(asked.length, 2);
  });

  it('is asked for again when Redshift could not be reached', async () => {
    const runSql = () => Promise.reject(new RetryableError('the connection broke'));
    await assert.rejects(describeRelation(runSql, events, sizeOf(5)), /the connection broke/);
  });

  it('is read in several passes when it has more columns than one statement may name', async () => {
    const names = Array.from({ length: 130 }, (_, i) => `c${i}`);
    await redshift.make(
      `create table wide as select ${names.map((name, i) => `${i} as ${name}`).join(', ')}`,
    );
    const { tables } = await redshift.read({
      columns: columnsOf('main', 'wide', Object.fromEntries(names.map((name) => [name, 'integer']))),
    });
    assert.deepEqual(
      tables[0]?.columns.map(({ values }) => values?.[0]),
      names.map((_, i) => String(i)),
    );
  });

  it('draws about one row in so many (really run)', async () => {
    await redshift.make('create table big as select i as id, i % 5 as five from range(2000) t(i)');
    const { tables } = await redshift.read({
      columns: columnsOf('main', 'big', { id: 'bigint', five: 'bigint' }),
      // As if it were huge: one row in twenty is drawn, of 100.
      sizes: [{ schema_name: 'main', table_name: 'big', row_count: '200000000' }],
    });
    const [id, five] = tables[0]?.columns ?? [];
    assert.deepEqual([id?.min, id?.max, five?.values], ['0', '1999', ['0', '1', '2', '3', '4']]);
    assert.equal(tables[0]?.rowCount, 2000);
    assert.match(redshift.statements.join('\n'), /random\(\) < 0\.05/);
  });
});

describe('tables of Redshift that cannot be read', () => {
  const redshift = useRedshift();
  const columns = [
    ...columnsOf('main', 'good', { n: 'integer' }),
    ...columnsOf('main', 'broken', { n: 'integer' }),
  ];

  it('are problems, and the others work', async () => {
    await redshift.make('create table good as select 1 as n; create view broken as select 1 as n');
    const { tables, problems } = await redshift.read({ columns, fails: /"broken"/ });
    assert.deepEqual(
      tables.map(({ name }) => name),
      ['good'],
    );
    assert.deepEqual(problems, [{ source: 'main.broken', line: null, text: 'it was cancelled' }]);
  });

  it('are views alone when Redshift cannot list those', async () => {
    const { tables, problems } = await redshift.read({ columns, fails: /late_binding/ });
    assert.deepEqual(
      [tables.length, problems.map(({ source }) => source)],
      [2, ['pg_get_late_binding_view_cols']],
    );
  });

  it('are nobody’s catalog when none is left', async () => {
    await assert.rejects(
      redshift.read({ columns, fails: /from "main"/ }),
      /no table of main could be read; of main\.broken: it was cancelled/,
    );
  });
});
