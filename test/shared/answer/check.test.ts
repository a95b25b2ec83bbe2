import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { templateProblem } from '../../../shared/answer/check.ts';
import type { Language } from '../../../shared/plan/plan.ts';
import { queryPlan } from '../../fakes/planned-run.ts';

const check = (template: string, language: Language = 'en') =>
  templateProblem(template, { prompt: 'Users over 40?', plan: { ...queryPlan, language } });

describe('a template before anything ran', () => {
  for (const [template, language] of [
    ['There are {{table.result[0].count|,}} users over 40.', 'en'],
    ['Most users of さくら buy in {{table.result[0].month}}.', 'en'],
    ['{{table.result}}', 'ja'],
    ['{{table.result[0].count}}人です。', 'ja'],
    ['2 < 3 に関係なく {{table.result.rowCount}} 行', 'ja'],
  ] as [string, Language][]) {
    const plan = { ...queryPlan, title: '2 3', language };
    it(`may be ${template}`, () =>
      assert.equal(templateProblem(template, { prompt: 'Users over 40?', plan }), null));
  }

  for (const [template, problem] of [
    ['There are 12 users.', /"12".*placeholder/],
    ['{{table.users}}', /the table users, but the queries are result/],
    ['AUC {{metric.roc_auc}}', /metric roc_auc/],
    ['{{2 + 2}}', /is no placeholder/],
    ['{{table.result', /not closed/],
    ['See [more](/runs)', /a link/],
    ['See https://example.com', /an address/],
    ['See www.example.com', /an address/],
    ['<img src=x> {{table.result}}', /HTML/],
    ['全部で{{table.result[0].count}}人です。', /must be in English/],
  ] as [string, RegExp][])
    it(`may not be ${template}`, () => assert.match(check(template) ?? '', problem));

  it('is in the language of the question', () => {
    assert.match(check('There are {{table.result[0].count}}.', 'ja') ?? '', /must be in Japanese/);
  });
});
