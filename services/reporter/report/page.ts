import type { Cell } from '../../../shared/plan/dataset.ts';
import type { Language } from '../../../shared/plan/plan.ts';
import type { Result } from '../../../shared/plan/result.ts';
import { formatCell, formatNumber, isNumeric } from '../answer/format.ts';
import type { Evidence } from '../gather.ts';
import { escapeHtml as escape } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { style } from './style.ts';
import { reportWords } from './words.ts';

/** A picture of the report; `dataUri` holds all of it. */
export interface Picture {
  name: string;
  title: string | null;
  dataUri: string;
}

/** `report.html`: one page that needs nothing else, with all that a reader needs to believe the answer. */
export function renderReport(evidence: Evidence, result: Result, pictures: Picture[]): string {
  const { language } = evidence.plan;
  const words = reportWords[language];
  const sections = [
    section(words.metrics, metricsTable(result, language)),
    section(words.figures, wrap('figures', pictures.map(figure).join('\n'))),
    section(
      words.warnings,
      list(result.warnings.map((one) => `<span class="${one.severity}">${escape(one.text)}</span>`)),
    ),
    section(words.tables, result.tables.map((table) => tableSection(table, language)).join('\n')),
    section(words.method, `<p>${escape(evidence.plan.understood)}</p>`),
    section(words.assumptions, list(result.assumptions.map(escape))),
    section(words.repairs, repairs(evidence)),
    section(
      words.sql,
      evidence.plan.queries.map((query) => `<h3>${escape(query.name)}</h3>${code(query.sql)}`).join('\n'),
    ),
    section(
      words.code,
      evidence.plan.program === null
        ? ''
        : `<details><summary>Python</summary>${code(evidence.plan.program)}</details>`,
    ),
    section(words.provenance, provenance(evidence, result)),
  ];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escape(result.title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escape(result.title)}</h1>
<p class="prompt">${escape(evidence.prompt)}</p>
<div class="answer">${renderMarkdown(result.answer)}</div>
${sections.join('\n')}
</body>
</html>
`;
}

const section = (title: string, body: string): string =>
  body === '' ? '' : `<section><h2>${escape(title)}</h2>\n${body}</section>`;
const wrap = (name: string, body: string): string =>
  body === '' ? '' : `<div class="${name}">${body}</div>`;
const list = (items: string[]): string =>
  items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
const code = (text: string): string => `<pre><code>${escape(text)}</code></pre>`;

const figure = ({ name, title, dataUri }: Picture): string =>
  `<figure><img src="${dataUri}" alt="${escape(title ?? name)}"><figcaption>${escape(title ?? name)}</figcaption></figure>`;

function metricsTable({ metrics }: Result, language: Language): string {
  if (metrics.length === 0) return '';
  const words = reportWords[language];
  const show = (value: number | null) => (value === null ? '–' : formatNumber(value));
  const rows = metrics.map(
    ({ name, value, baseline }) =>
      `<tr><td>${escape(name)}</td><td class="number">${show(value)}</td><td class="number">${show(baseline)}</td></tr>`,
  );
  return `<div class="scroll"><table><thead><tr><th>${words.metric}</th><th class="number">${words.value}</th><th class="number">${words.baseline}</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

const shownRows = 50;

function tableSection(
  { name, columns, rows, rowCount }: Result['tables'][number],
  language: Language,
): string {
  const words = reportWords[language];
  const align = columns.map((column) => (isNumeric(column.type) ? ' class="number"' : ''));
  const head = columns.map((column, i) => `<th${align[i]}>${escape(column.name)}</th>`).join('');
  const cell = (value: Cell, i: number) =>
    `<td${align[i]}>${escape(formatCell(value, columns[i] ?? null, language))}</td>`;
  const body = rows.slice(0, shownRows).map((row) => `<tr>${row.map(cell).join('')}</tr>`);
  const more = rowCount > Math.min(rows.length, shownRows) ? `<p>${words.firstRows}</p>` : '';
  return `<h3>${escape(name)} (${formatNumber(rowCount)} ${words.rows})</h3><div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>${more}`;
}

function repairs({ run, plan }: Evidence): string {
  if (run.attempts.length < 2) return '';
  const { attempt } = reportWords[plan.language];
  return list(
    run.attempts.map(({ number, error, note }) =>
      escape([`${attempt} ${number}:`, note, error].filter((part) => part !== null).join(' ')),
    ),
  );
}

function provenance({ run, datasets, plan }: Evidence, result: Result): string {
  const words = reportWords[plan.language];
  const facts: [string, string | null][] = [
    [words.run, run.id],
    [words.accepted, run.acceptedAt],
    [words.dataVersion, run.dataVersion],
    [
      words.datasets,
      datasets
        .map(
          ({ query, extract }) =>
            `${query.name}: ${formatNumber(extract.rowCount)} ${words.rows}, SHA-256 ${extract.sha256}`,
        )
        .join('; ') || null,
    ],
    [words.image, result.image],
  ];
  return `<dl>${facts.map(([name, fact]) => (fact === null ? '' : `<dt>${escape(name)}</dt><dd>${escape(fact)}</dd>`)).join('')}</dl>`;
}
