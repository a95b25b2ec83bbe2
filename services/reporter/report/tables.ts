import type { Language } from '../../../shared/plan/plan.ts';
import type { Result, ResultTable } from '../../../shared/plan/result.ts';
import { formatNumber } from '../answer/format.ts';
import { cellId, metricId, tableId } from '../answer/anchors.ts';
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

/** `ids` names the cells that numbers of the answer lead to, row by row. */
function htmlTable(columns: Column[], rows: string[][], ids: (string | null)[][]): string {
  const align = columns.map(({ isNumber }) => (isNumber ? ' class="number"' : ''));
  const row = (kind: string, cells: string[], names: (string | null)[] = []) =>
    `<tr>${cells.map((cell, i) => `<${kind}${align[i] ?? ''}${attribute(names[i] ?? null)}>${escape(cell)}</${kind}>`).join('')}</tr>`;
  const head = row(
    'th',
    columns.map(({ label }) => label),
  );
  return `<div class="scroll"><table><thead>${head}</thead><tbody>${rows.map((cells, i) => row('td', cells, ids[i])).join('')}</tbody></table></div>`;
}

const attribute = (id: string | null): string => (id === null ? '' : ` id="${escape(id)}"`);

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
    metrics.map(({ name }) => [null, metricId(name, 'value'), metricId(name, 'baseline')]),
  );
}

export function tableSection(table: ResultTable, look: Look, shownRows: number): string {
  const { title, columns, rows, hiddenColumns } = presentTable(table, look, shownRows);
  const words = reportWords[look.language];
  // Few rows are counted at a glance.
  const count = table.rowCount > 10 ? words.inParentheses(formatNumber(table.rowCount)) : '';
  const rest = restWords(table.rowCount - rows.length, hiddenColumns, look.language === 'ja');
  const ids = rows.map((_, row) =>
    columns.map((__, i) => cellId(table.name, row, table.columns[i]?.name ?? '')),
  );
  return `<h3 id="${escape(tableId(table.name))}">${escape(title)}${count}</h3>${htmlTable(columns, rows, ids)}${rest === null ? '' : `<p>${rest} ${words.wholeTable}</p>`}`;
}
