import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { writeAnswer } from '../../../services/reporter/answer/write.ts';
import type { Scope } from '../../../services/reporter/answer/scope.ts';
import type { Evidence } from '../../../services/reporter/gather.ts';
import { renderReport } from '../../../services/reporter/report/page.ts';
import type { Cell } from '../../../shared/plan/dataset.ts';
import type { Metric } from '../../../shared/plan/manifest.ts';
import type { Result } from '../../../shared/plan/result.ts';
import { queryPlan } from '../../fakes/planned-run.ts';

interface Given {
  rows?: Cell[][];
  rowCount?: number;
  metrics?: Metric[];
  prompt?: string;
}

const columns = [
  { name: 'kind of thing', type: 'VARCHAR' },
  { name: 'count', type: 'BIGINT' },
];

/** The page of an answer over one table, and what stands in its answer. */
function report(
  template: string | null,
  {
    rows = [
      ['a', 1200],
      ['b', 34],
    ],
    rowCount = rows.length,
    metrics = [],
    prompt = '',
  }: Given = {},
) {
  const tables = [{ name: 'result', columns, rows, rowCount, artifact: 'result.csv' }];
  const plan = { ...queryPlan, answer: template };
  const run = { id: 'r1', attempts: [], calls: [], acceptedAt: '', dataVersion: '' };
  const evidence = { plan, prompt, manifest: null, datasets: [], run } as unknown as Evidence;
  const scope: Scope = { language: 'en', metrics, tables, shownRows: 50, isLinked: true };
  const { answer, shownTables } = writeAnswer(evidence, scope, template);
  const result = { title: 'Things', tables, metrics, warnings: [], image: null } as unknown as Result;
  const contents = { answer, shownTables, look: { language: 'en' as const }, shownRows: 50, pictures: [] };
  const html = renderReport(evidence, result, contents);
  return { html, answer: /<div class="answer">(.*?)<\/div>\n+<section/s.exec(html)?.[1] ?? '' };
}

/** Numbers of the answer that lead nowhere and are no cell themselves. */
const loose = (answer: string): string[] =>
  answer
    .replace(/<a href="#[^"]*">.*?<\/a>|<span id="[^"]*">.*?<\/span>|<[^>]*>/gs, ' ')
    .match(/\p{Nd}+/gu) ?? [];

function assertLinked({ html, answer }: ReturnType<typeof report>): void {
  const targets = [...answer.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id ?? '');
  for (const id of targets) assert.equal(html.split(` id="${id}"`).length - 1, 1, id);
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length, 'an id stands twice');
  assert.deepEqual(loose(answer), []);
  assert.doesNotMatch(answer, /[\uE000-\uE002]/);
}

describe('numbers of a report', () => {
  it('lead to the cells they came from, which are on the page', () => {
    const page = report(
      'There are **{{table.result[0].count|,d}}**, then {{table.result[1].count}} of {{table.result.rowCount}}.',
    );
    assertLinked(page);
    assert.match(page.answer, /<strong><a href="#table-result-r0-ccount">1,200<\/a><\/strong>/);
    assert.match(page.html, /<td class="number" id="table-result-r0-ccount">1,200<\/td>/);
  });

  it('lead to the metric and to its baseline', () => {
    const metrics = [{ name: 'roc_auc', value: 0.812, baseline: 0.5 }];
    const page = report('{{metric.roc_auc|.3f}} beside {{metric.roc_auc.baseline}}', { metrics });
    assertLinked(page);
    assert.match(page.answer, /href="#metric-roc_auc">0\.812<.*href="#metric-roc_auc-baseline">0\.5</);
  });

  it('lead into the table where that stands in the answer', () => {
    const page = report(
      '{{table.result[0].count}}:\n\n{{table.result}}\n\nAnd once more:\n\n{{table.result}}',
    );
    assert.equal(page.html.split('<h3').length - 1, 1, 'only that of the SQL');
    const once = report('{{table.result[0].count}}:\n\n{{table.result}}', { rowCount: 812 });
    assertLinked(once);
    assert.match(once.answer, /<a href="#table-result">\(and 810 more rows\)<\/a>/);
    assert.match(page.answer, /<span id="table-result-r0-ckind.20.of.20.thing">a<\/span>/);
  });

  it('lead to the table where their cell is not on the page, or is not there', () => {
    const rows = Array.from({ length: 80 }, (_, i): Cell[] => [`k${i}`, i]);
    assertLinked(report('{{table.result[70].count}} {{table.result[0].count}}', { rows }));
    const empty = report('{{table.result[0].count}}, {{table.result.rowCount}}: {{table.result}}', {
      rows: [],
    });
    assertLinked(empty);
    assert.match(empty.answer, /<a href="#table-result">no value<\/a>/);
  });

  it('are linked in an answer that code wrote', () => {
    const page = report(null, { metrics: [{ name: 'f1', value: 0.5, baseline: null }] });
    assertLinked({ ...page, answer: page.answer.replaceAll(/F1/g, '') });
    assert.match(page.answer, /href="#metric-f1"/);
  });

  it('are seen to be loose where they are', () => {
    assert.deepEqual(loose('<a href="#x">1</a> <td><span id="y">2</span></td> 3'), ['3']);
  });

  it('need no link where the prompt said them', () => {
    assert.deepEqual(
      loose(report('Of 2024: {{table.result[0].count}}', { prompt: 'How many in 2024?' }).answer),
      ['2024'],
    );
  });

  it('take no marks from data or words, and stay text in code', () => {
    const mark = '\uE000#evil\uE001x\uE002';
    const page = report(`${mark} \`{{table.result[1].count}}\` {{table.result[0]["kind of thing"]}}`, {
      rows: [
        [mark, 1],
        ['b', 34],
      ],
    });
    assert.doesNotMatch(page.answer, /[\uE000-\uE002]|href="#evil/);
    assert.match(page.answer, /<code>34<\/code>/);
  });
});
