import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { labelledPoints } from '../../../services/reporter/chart/chart.ts';
import { columnLabel, metricLabel } from '../../../services/reporter/present/label.ts';
import { percentColumns } from '../../../services/reporter/present/percent.ts';
import { presentTable } from '../../../services/reporter/present/table.ts';
import { names, ownColumns } from '../../../shared/words/names.js';
import { queryPlan } from '../../fakes/planned-run.ts';

const tableOf = (name: string, value: number | string, type = 'DOUBLE') => ({
  name: 'result',
  columns: [{ name, type }],
  rows: [[value]],
  rowCount: 1,
});

describe('columns in per cent', () => {
  const percents = (sql: string, answer: string, name: string, value: number) =>
    percentColumns({ ...queryPlan, queries: [{ name: 'result', sql }], answer }, [tableOf(name, value)]);

  it('are those that the answer gives in per cent', () => {
    assert.deepEqual(percents('SELECT 1', '{{table.result[0].part|.1%}}', 'part', 0.5), ['part']);
  });
  it('are those that the SQL computes as a rate', () => {
    assert.deepEqual(percents('SELECT avg(x) AS "x_rate"', '{{table.result}}', 'x_rate', 0.5), ['x_rate']);
  });
  for (const [why, sql, name, value] of [
    ['a column of the data', 'SELECT *', 'exchange_rate', 0.9],
    ['the average of one', 'SELECT avg(r) AS "average_interest_rate"', 'average_interest_rate', 0.05],
    ['more than all', 'SELECT sum(x) AS "x_rate"', 'x_rate', 1.2],
  ] as const) {
    it(`are not ${why}`, () => assert.deepEqual(percents(sql, '{{table.result}}', name, value), []));
  }
});

describe('names for people', () => {
  it('metrics', () => {
    assert.equal(metricLabel('roc_auc', 'ja'), 'ROC AUC');
    assert.equal(metricLabel('accuracy_without_a_without_b', 'en'), 'Accuracy without a_without_b');
    assert.equal(metricLabel('profit_$&', 'ja'), 'profit_$&');
  });
  it('columns of own tables only', () => {
    assert.equal(columnLabel('columns', 'min', 'en'), 'smallest');
    assert.equal(columnLabel('mine', 'min', 'en'), 'min');
    assert.equal(columnLabel('summary', 'predicted_price', 'ja'), 'priceの予測');
  });
  it('a table of a query is the user’s, whatever it is called', () => {
    const table = { ...tableOf('min', 1), name: 'columns' };
    assert.equal(presentTable(table, { language: 'ja' }, 20).columns[0]?.label, 'min');
    assert.equal(presentTable(table, { language: 'ja', fromProgram: true }, 20).columns[0]?.label, '最小');
  });
  it('are complete in both languages', () => {
    const keys = (language: 'en' | 'ja') =>
      Object.entries(names[language]).map(([, part]) => Object.keys(part as object));
    assert.deepEqual(keys('en').slice(3), keys('ja').slice(3));
    for (const [table, columns] of Object.entries(ownColumns)) {
      assert.ok(table in names.ja.tables, table);
      for (const column of columns) assert.ok(column in names.ja.columns, column);
    }
  });
  it('values of a metric look as in the answer', () => {
    const table = {
      name: 'evaluation',
      columns: ['metric', 'low', 'confidence'].map((name, i) => ({
        name,
        type: i === 0 ? 'VARCHAR' : 'DOUBLE',
      })),
      rows: [
        ['accuracy', 0.6, 0.95],
        ['roc_auc', 0.5, 0.95],
        ['rmse', 1234.5, 0.95],
      ],
      rowCount: 3,
    };
    assert.deepEqual(presentTable(table, { language: 'en', fromProgram: true }, 20).rows, [
      ['Accuracy', '60.0%', '95%'],
      ['ROC AUC', '0.500', '95%'],
      ['RMSE', '1,234.5', '95%'],
    ]);
  });
  it('a month is not its first day', () => {
    const shown = (name: string) =>
      presentTable(tableOf(name, '2025-03-01', 'DATE'), { language: 'en' }, 20).rows;
    assert.deepEqual([shown('month'), shown('day')], [[['2025-03']], [['2025-03-01']]]);
  });
  it('a table of 300 columns shows the first', () => {
    const columns = Array.from({ length: 300 }, (_, i) => ({ name: `c${i}`, type: 'BIGINT' }));
    const shown = presentTable(
      { name: 'result', columns, rows: [columns.map(() => 1)], rowCount: 1 },
      { language: 'en' },
      20,
    );
    assert.deepEqual([shown.columns.length, shown.rows[0]?.length, shown.hiddenColumns], [30, 30, 270]);
  });
});

it('a line’s last point is labelled', () => {
  for (const count of [2, 8, 9, 12, 24, 100]) {
    const labelled = labelledPoints(count, 8);
    assert.ok(labelled.has(count - 1) && labelled.size <= 8, String(count));
  }
});
