import { relative } from 'node:path';
import type { Cell } from '../../shared/plan/dataset.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import { harmless } from './terminal.ts';

const previewRows = 10;

/** The run as a person reads it in a terminal. */
export function describeRun(run: RunDocument, saved: { folder: string; files: string[] }): string {
  const parts = [
    outcome(run),
    metrics(run),
    ...previews(run),
    warnings(run),
    usage(run),
    artifacts(run, saved),
  ];
  return `${harmless(parts.filter((part) => part !== '').join('\n\n'))}\n`;
}

function outcome(run: RunDocument): string {
  if (run.answer !== null) return plain(run.answer.trim());
  if (run.clarification !== null) {
    const { understood, canDo, ask } = run.clarification;
    return [understood, canDo, ...ask.map((prompt) => `  → ${prompt}`)].join('\n');
  }
  if (run.status === 'cancelled') return run.language === 'ja' ? '取り消しました。' : 'Cancelled.';
  return run.problem === null ? run.status : `${run.problem.title}: ${run.problem.detail}`;
}

/** Markdown for a terminal: without the backslashes and asterisks that only a renderer needs. */
const plain = (markdown: string): string =>
  markdown.replace(/\*\*(.*?)\*\*/g, '$1').replace(/\\([\\`*_[\]<>|#~!&])/g, '$1');

function metrics({ metrics: all }: RunDocument): string {
  if (all.length === 0) return '';
  const width = Math.max(...all.map((metric) => metric.name.length));
  const show = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(4))));
  return all
    .map(
      ({ name, value, baseline }) =>
        `  ${name.padEnd(width)}  ${show(value)}${baseline === null ? '' : `  (baseline ${show(baseline)})`}`,
    )
    .join('\n');
}

/** Tables that the answer does not show already. */
const previews = (run: RunDocument): string[] =>
  run.answer?.includes('\n| ') === true
    ? []
    : run.tables
        .slice(0, 3)
        .filter((table) => table.rowCount > 1)
        .map(preview);

function preview({ name, columns, rows, rowCount }: RunDocument['tables'][number]): string {
  const text = (cell: Cell) =>
    cell === null
      ? ''
      : typeof cell === 'number'
        ? String(Number(cell.toPrecision(6)))
        : String(cell).replaceAll('\n', ' ').slice(0, 40);
  const cells = [
    columns.map((column) => column.name),
    ...rows.slice(0, previewRows).map((row) => row.map(text)),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => displayWidth(row[i] ?? ''))));
  const lines = cells.map(
    (row) =>
      `  ${row
        .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - displayWidth(cell)))
        .join('  ')
        .trimEnd()}`,
  );
  const more = rowCount - Math.min(rows.length, previewRows);
  return [`${name}:`, ...lines, ...(more > 0 ? [`  … ${more} more`] : [])].join('\n');
}

/** East Asian characters take two columns. */
const displayWidth = (text: string): number =>
  Array.from(text).reduce(
    (width, character) =>
      width +
      (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\uff01-\uff60]/u.test(character) ? 2 : 1),
    0,
  );

const warnings = (run: RunDocument): string =>
  run.warnings
    .filter((warning) => run.answer?.includes(warning.text) !== true)
    .map((warning) => `! ${warning.text}`)
    .join('\n');

function usage({ usage: { model, inputTokens, outputTokens, costUsd } }: RunDocument): string {
  if (model === null) return '';
  const count = (value: number) => value.toLocaleString('en-US');
  const cost = costUsd === null ? 'at a price that is not known' : `${costUsd.toFixed(4)} USD`;
  return `${model}: ${count(inputTokens)} tokens in, ${count(outputTokens)} out, ${cost}`;
}

function artifacts(run: RunDocument, { folder, files }: { folder: string; files: string[] }): string {
  const place = (path: string) => relative(process.cwd(), path) || path;
  if (files.length === 0) return '';
  return [`${place(folder)}/`, ...files.map((file) => `  ${relative(folder, file)}`), '  run.json'].join(
    '\n',
  );
}
