import type { Evaluation } from './evaluate.ts';
import type { Figures, Report } from './figures.ts';

/** What a terminal shows: the figures, and every question that was not answered rightly. */
export function renderText(report: Report, evaluations: Evaluation[]): string {
  const { all } = report;
  return `${[
    table([['', 'questions', 'right', 'wrong', 'clarified', 'failed', 'pass@1'], ...rows(report)]),
    `pass@1 ${percent(all.passAt1)} (${all.right} of ${all.questions}); confident wrong answers: ${all.wrong}; right of what was answered: ${percent(all.precision)}`,
    `repaired ${percent(all.repairRate)}; tokens ${all.inputTokens} in, ${all.outputTokens} out; cost ${cost(all)}`,
    `time: median ${all.medianMs} ms, p95 ${all.p95Ms} ms`,
    ...section('Confident wrong answers', evaluations, 'wrong'),
    ...section('Failed', evaluations, 'failed'),
    ...section('Clarified, though the data has an answer', evaluations, 'clarified'),
  ].join('\n')}\n`;
}

const rows = ({ all, byLanguage, byTag }: Report): string[][] =>
  Object.entries({ all, ...byLanguage, ...byTag }).map(([name, figures]) => [
    name,
    ...[figures.questions, figures.right, figures.wrong, figures.clarified, figures.failed].map(String),
    percent(figures.passAt1),
  ]);

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
export const cost = ({ costUsd }: Figures): string =>
  costUsd === null ? 'not known' : `$${costUsd.toFixed(4)}`;

function table(lines: string[][]): string {
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => pad(cell, widths[i] ?? 0, i))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const pad = (cell: string, width: number, column: number): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);

function section(title: string, evaluations: Evaluation[], outcome: Evaluation['outcome']): string[] {
  const found = evaluations.filter((one) => one.outcome === outcome);
  if (found.length === 0) return [];
  const detail = ({ question, reason, run }: Evaluation): string =>
    outcome === 'clarified'
      ? `  ${question.id}: ${question.question}`
      : [
          `  ${question.id}: ${question.question}`,
          `    ${reason}`,
          ...(run.plan?.queries ?? []).map(({ sql }) => `    answer: ${sql}`),
          ...(question.sql === undefined ? [] : [`    gold:   ${question.sql}`]),
        ].join('\n');
  return ['', `${title} (${found.length}):`, ...found.map(detail)];
}
