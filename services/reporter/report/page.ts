import { spendingOf } from '../../../shared/model/spending.ts';
import type { Result } from '../../../shared/plan/result.ts';
import { formatNumber } from '../answer/format.ts';
import type { Evidence } from '../gather.ts';
import { escapeHtml as escape } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import type { Look } from '../present/table.ts';
import { style } from './style.ts';
import { metricsTable, tableSection } from './tables.ts';
import { reportWords } from './words.ts';

/** A picture of the report; `dataUri` holds all of it. */
export interface Picture {
  name: string;
  title: string | null;
  /** It needs the whole width of the page. */
  isWide: boolean;
  dataUri: string;
}

export interface ReportContents {
  /** The answer with as many rows of its tables as the page shows. */
  answer: string;
  /** The tables that stand in the answer: once is enough. */
  shownTables: string[];
  look: Look;
  shownRows: number;
  pictures: Picture[];
}

/** `report.html`: one page that needs nothing else, with all that a reader needs to believe the answer. */
export function renderReport(evidence: Evidence, result: Result, contents: ReportContents): string {
  const { answer, shownTables, look, shownRows, pictures } = contents;
  const { language } = evidence.plan;
  const words = reportWords[language];
  const sections = [
    section(
      words.warnings,
      list(result.warnings.map((one) => `<span class="${one.severity}">${escape(one.text)}</span>`)),
    ),
    section(words.metrics, metricsTable(result, language)),
    section(words.figures, wrap('figures', pictures.map(figure).join('\n'))),
    section(
      words.tables,
      result.tables
        .filter((table) => !shownTables.includes(table.name))
        .map((table) => tableSection(table, look, shownRows))
        .join('\n'),
    ),
    section(words.method, method(evidence, result)),
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
<div class="answer">${renderMarkdown(answer)}</div>
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

/** A title stands in the picture already (kaiseki.figure() sees to it); one without any is called by its file. */
const figure = ({ name, title, isWide, dataUri }: Picture): string =>
  `<figure${isWide ? ' class="wide"' : ''}><img src="${dataUri}" alt="${escape(title ?? name)}">${title === null ? `<figcaption>${escape(name)}</figcaption>` : ''}</figure>`;

/** What the program worked with: rows and columns that were read, and how they were split. */
function method({ plan, datasets }: Evidence, { tables }: Result): string {
  if (plan.kind !== 'program') return '';
  const { read, split: splitWords } = reportWords[plan.language];
  const facts = datasets.map(({ query, extract }) =>
    read(query.name, formatNumber(extract.rowCount), formatNumber(extract.columns.length)),
  );
  const split = tables.find((table) => table.name === 'split');
  const cell = (row: number, column: string) =>
    split?.rows[row]?.[split.columns.findIndex((one) => one.name === column)] ?? null;
  const [train, test] = [cell(0, 'rows'), cell(1, 'rows')];
  const kind = String(cell(0, 'split'));
  if (typeof train === 'number' && typeof test === 'number' && kind in splitWords)
    facts.push(
      `${splitWords[kind as keyof typeof splitWords]}: ${formatNumber(train)} + ${formatNumber(test)}`,
    );
  return list(facts.map(escape));
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

function provenance(evidence: Evidence, result: Result): string {
  const { run, datasets, plan } = evidence;
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
    [words.model, modelOf(evidence)],
  ];
  return `<dl>${facts.map(([name, fact]) => (fact === null ? '' : `<dt>${escape(name)}</dt><dd>${escape(fact)}</dd>`)).join('')}</dl>`;
}

/** Who wrote words, SQL or program, and what that used; null for the rules. */
function modelOf({ run, plan }: Evidence): string | null {
  const { model, inputTokens, outputTokens, costUsd } = spendingOf(run);
  if (model === null) return null;
  const spent = reportWords[plan.language].spent(
    inputTokens.toLocaleString('en-US'),
    outputTokens.toLocaleString('en-US'),
    costUsd === null ? null : costUsd.toFixed(4),
  );
  return `${model}: ${spent}`;
}
