import type { Language } from '../../../shared/plan/plan.ts';
import type { Result, ResultTable } from '../../../shared/plan/result.ts';
import { formatNumber } from '../answer/format.ts';
import { restWords } from '../answer/markdown.ts';
import { metricLabel } from '../present/label.ts';
import { showMetric } from '../present/metric.ts';
import { presentTable, type Look } from '../present/table.ts';
import { escapeHtml as escape } from './html.ts';
import { reportWords } from './words.ts';

interface Column {
  label: string;
  isNumber: boolean;
}

function htmlTable(columns: Column[], rows: string[][]): string {
  const align = columns.map(({ isNumber }) => (isNumber ? ' class="number"' : ''));
  const row = (kind: string, cells: string[]) =>
    `<tr>${cells.map((cell, i) => `<${kind}${align[i] ?? ''}>${escape(cell)}</${kind}>`).join('')}</tr>`;
  const head = row(
    'th',
    columns.map(({ label }) => label),
  );
  return `<div class="scroll"><table><thead>${head}</thead><tbody>${rows.map((cells) => row('td', cells)).join('')}</tbody></table></div>`;
}

/** Each metric beside its baseline, in the same digits. */
export function metricsTable({ metrics }: Result, language: Language): string {
  if (metrics.length === 0) return '';
  const words = reportWords[language];
  return htmlTable(
    [
      { label: words.metric, isNumber: false },
      { label: words.value, isNumber: true },
      { label: words.baseline, isNumber: true },
    ],
    metrics.map(({ name, value, baseline }) => [
      metricLabel(name, language),
      showMetric(name, value),
      showMetric(name, baseline),
    ]),
  );
}

export function tableSection(table: ResultTable, look: Look, shownRows: number): string {
  const { title, columns, rows, hiddenColumns } = presentTable(table, look, shownRows);
  const words = reportWords[look.language];
  // Few rows are counted at a glance.
  const count = table.rowCount > 10 ? words.inParentheses(formatNumber(table.rowCount)) : '';
  const rest = restWords(table.rowCount - rows.length, hiddenColumns, look.language === 'ja');
  return `<h3>${escape(title)}${count}</h3>${htmlTable(columns, rows)}${rest === null ? '' : `<p>${rest} ${words.wholeTable}</p>`}`;
}
