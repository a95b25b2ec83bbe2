import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { inventedNumber } from '../../../shared/answer/digits.ts';
import { fillTemplate } from '../../../services/reporter/answer/fill.ts';
import type { Scope } from '../../../services/reporter/answer/scope.ts';
import { TemplateError } from '../../../shared/answer/template.ts';
import { queryPlan } from '../../fakes/planned-run.ts';

const scope: Scope = {
  language: 'en',
  metrics: [
    { name: 'roc_auc', value: 0.81234, baseline: 0.5 },
    { name: 'f1', value: null, baseline: null },
  ],
  tables: [
    {
      name: 'by_type',
      columns: [
        { name: 'type', type: 'VARCHAR' },
        { name: 'count', type: 'BIGINT' },
        { name: 'average age', type: 'DOUBLE' },
        { name: 'sum', type: 'DECIMAL(20,2)' },
      ],
      rows: [
        ['view', 2741, 39.133802816901, '12345678901234567.50'],
        ['a|b *x* [y](z) <i>', null, null, null],
      ],
      rowCount: 5,
    },
    { name: 'empty', columns: [{ name: 'n', type: 'BIGINT' }], rows: [], rowCount: 0 },
  ],
};

describe('filling an answer', () => {
  const cases: [string, string][] = [
    ['AUC {{metric.roc_auc|.3f}}, baseline {{metric.roc_auc.baseline}}', 'AUC 0.812, baseline 0.5'],
    ['{{table.by_type[0].count}} of {{table.by_type.rowCount}}', '2,741 of 5'],
    ['{{table.by_type[0]["average age"]|.1f}}', '39.1'],
    ['{{metric.roc_auc|.1%}}', '81.2%'],
    ['{{metric.roc_auc|+.1%}}', '+81.2%'],
    ['{{metric.roc_auc:.2f}}', '0.81'],
    ['{{metric.roc_auc|.1e}}', '8.1e-1'],
    ['{{metric.roc_auc | .2}}', '0.81'],
    ['{{table.by_type[0].count|,}}', '2,741'],
    ['{{table.by_type[0].count|+,.0f}}', '+2,741'],
    ['{{table.by_type[0].count|d}}', '2741'],
    ['{{table.by_type[1].count|+d}}', 'no value'],
    [`{{table.by_type[0]['average age']|.0F}}`, '39'],
    ['{{table.by_type[0].sum}}', '12,345,678,901,234,567.5'],
    ['{{metric.f1}}', 'no value'],
    ['{{table.empty[0].n}}', 'no value'],
    ['{{table.empty}}', '(no rows)'],
  ];
  for (const [template, filled] of cases)
    it(template, () => assert.equal(fillTemplate(template, scope), filled));

  it('keeps cells from becoming markup', () => {
    const table = fillTemplate('{{table.by_type}}', scope);
    assert.ok(table.includes(String.raw`a\|b \*x\* \[y\](z) \<i\>`), table);
    assert.match(table, /\(and 3 more rows\)/);
  });

  for (const wrong of [
    '{{metric.nothing}}',
    '{{table.nothing}}',
    '{{table.by_type[0].nothing}}',
    '{{metric.roc_auc',
    '{{2 + 2}}',
    '{{metric.roc_auc|}}',
    '{{metric.roc_auc|round}}',
    '{{metric.roc_auc|>10}}',
    `{{table.by_type[0]['average age"]}}`,
    '{{table.by_type[0].type|.2f}}',
  ]) {
    it(`refuses ${wrong}`, () => assert.throws(() => fillTemplate(wrong, scope), TemplateError));
  }
});

describe('numbers that were not computed', () => {
  const plan = {
    ...queryPlan,
    queries: [{ name: 'q', sql: `SELECT "feature1" FROM "t" WHERE "age" >= 30 AND "id" = 'item-61'` }],
  };
  const check = (template: string) =>
    inventedNumber(template, { prompt: 'users over 40 in 2025? By the dozen, 三十代', plan, scope });

  for (const fine of [
    'No digits.',
    'F1 is {{metric.f1}}',
    'feature1 matters',
    'age of at least 30',
    'item-61',
    'over 40 in 2025',
    '２０２５年',
    'By the dozen',
    '三十代の人',
    'The two tables, one row each',
    '二つの表の一人当たりの値は十分で、万一の場合も一番です',
    'Steps:\n1. Read {{metric.f1}}\n2. Say so\n   1) inside\n\n1. again',
  ])
    it(`allows ${fine}`, () => assert.equal(check(fine), null));
  for (const [invented, found] of [
    ['The accuracy is 0.93.', '0.93.'],
    ['About 300 users', '300'],
    ['{{metric.f1}} which is 12% more', '12%'],
    ['age 30.5', '30.5'],
    ['130', '130'],
    ['９９人', '99人'],
    ['٣ users', '٣'],
    ['Roughly Twelve hundred users', 'twelve'],
    ['Some three million rows', 'million'],
    ['約三百二十件です', '三百二十'],
    ['十二件です', '十二'],
    ['三割が購入', '三割'],
    ['全体の三分の一', '三分の一'],
    ['3. Third place without a first', '3.'],
    ['1. One\n17. Seventeen', '17.'],
    ['1. One\n{{metric.f1}}2. more', '2.'],
  ])
    it(`finds ${invented}`, () => assert.equal(check(invented ?? ''), found));
});
