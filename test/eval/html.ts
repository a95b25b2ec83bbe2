import type { Cell } from '../../shared/plan/dataset.ts';
import type { Evaluation } from './evaluate.ts';
import type { Figures, Report } from './figures.ts';
import { styleSheet } from './html-style.ts';
import type { Outcome } from './judge.ts';
import { cost, percent } from './text-report.ts';

export interface WholeReport {
  planner: string;
  model: string | null;
  figures: Report;
  evaluations: Evaluation[];
}

/** Worst first: what is read first is what must be mended first. */
const order: Outcome[] = ['wrong', 'failed', 'clarified', 'right'];
const titles: Record<Outcome, string> = {
  wrong: 'Confident wrong answers',
  failed: 'Failed',
  clarified: 'Clarified, though the data has an answer',
  right: 'Right',
};
const shownRows = 12;

/** One page that needs nothing else: the figures, then every question, gold and answer side by side. */
export function renderHtml({ planner, model, figures, evaluations }: WholeReport): string {
  const title = `Evaluation: ${model ?? 'no model'}, planner ${planner}`;
  const sections = order.flatMap((outcome) => {
    const found = evaluations.filter((one) => one.outcome === outcome);
    return found.length === 0 ? [] : [section(outcome, found)];
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>${styleSheet}</style>
<h1>${escape(title)}</h1>
<ul class="tiles">${tiles(figures.all).join('')}</ul>
${sections.join('\n')}
<details><summary>By language and tag</summary>${breakdown(figures)}</details>
</html>
`;
}

function tiles(all: Figures): string[] {
  const tile = (value: string, label: string, kind = ''): string =>
    `<li class="${kind}"><b>${escape(value)}</b> ${escape(label)}</li>`;
  return [
    tile(percent(all.passAt1), `pass@1 (${all.right} of ${all.questions})`),
    tile(String(all.wrong), 'confident wrong answers', all.wrong > 0 ? 'wrong' : ''),
    tile(percent(all.precision), 'right of what was answered'),
    tile(String(all.clarified), 'clarified'),
    tile(String(all.failed), 'failed'),
    tile(percent(all.repairRate), 'repaired'),
    tile(`${all.inputTokens} / ${all.outputTokens}`, 'tokens in / out'),
    tile(cost(all), 'cost'),
    tile(`${all.medianMs} / ${all.p95Ms} ms`, 'median / p95'),
  ];
}

function section(outcome: Outcome, evaluations: Evaluation[]): string {
  const open = outcome === 'wrong' || outcome === 'failed' ? ' open' : '';
  return `<details class="${outcome}"${open}><summary>${titles[outcome]} <span>${evaluations.length}</span></summary>
${evaluations.map(card).join('\n')}</details>`;
}

function card(one: Evaluation): string {
  const { question, run, reason } = one;
  const sql = run.plan?.queries.map((query) => query.sql).join('\n\n') ?? '';
  const rows = run.tables[0]?.rows ?? [];
  return `<article>
<h2 lang="${question.language}">${escape(question.question)}</h2>
<p class="meta">${escape([question.id, ...question.tags].join(' · '))} · ${Math.round(one.milliseconds)} ms</p>
<p>${escape(reason)}</p>
<div class="sides">
<section><h3>Gold</h3>${code(question.sql ?? '')}${grid(one.gold, [])}${question.clarify === true ? '<p>Asking back is right.</p>' : ''}</section>
<section><h3>Answer</h3>${code(sql)}${grid(rows, run.tables[0]?.columns.map((column) => column.name) ?? [])}${words(one)}</section>
</div></article>`;
}

/** How it understood the question, and what it said. */
function words({ run }: Evaluation): string {
  const said = [
    run.title,
    run.clarification?.understood ?? run.answer,
    ...run.assumptions,
    ...run.warnings.map((warning) => `${warning.check}: ${warning.text}`),
    ...run.attempts.map((attempt) => attempt.error),
    run.problem?.detail,
  ];
  return said
    .filter((text) => text !== null && text !== undefined && text !== '')
    .map((text) => `<p lang="${run.language}">${escape(text ?? '')}</p>`)
    .join('');
}

const code = (text: string): string => (text === '' ? '' : `<pre><code>${escape(text)}</code></pre>`);

function grid(rows: Cell[][], names: string[]): string {
  if (rows.length === 0) return '';
  const line = (cells: Cell[], tag: 'td' | 'th'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escape(cell === null ? '∅' : String(cell))}</${tag}>`).join('')}</tr>`;
  const more = rows.length > shownRows ? `<p class="meta">… ${rows.length} rows</p>` : '';
  return `<div class="grid"><table>${names.length === 0 ? '' : line(names, 'th')}${rows
    .slice(0, shownRows)
    .map((row) => line(row, 'td'))
    .join('')}</table></div>${more}`;
}

function breakdown({ all, byLanguage, byTag }: Report): string {
  const lines = Object.entries({ all, ...byLanguage, ...byTag }).map(
    ([name, one]) =>
      `<tr><th>${escape(name)}</th>${[one.questions, one.right, one.wrong, one.clarified, one.failed, percent(one.passAt1)].map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
  );
  const heads = ['', 'questions', 'right', 'wrong', 'clarified', 'failed', 'pass@1'];
  return `<div class="grid"><table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>${lines.join('')}</table></div>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Prompts, cells and names are text, whatever they hold. */
const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
