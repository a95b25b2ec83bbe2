import type { Cell } from '../../shared/plan/dataset.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import type { Judgement } from './judge.ts';
import type { Question } from './question.ts';

const shownRows = 5;

/** The right answer beside the given one, for a model that improves a prompt. */
export function feedbackOn(
  question: Question,
  run: RunDocument,
  gold: Cell[][],
  { outcome, reason }: Judgement,
): string {
  if (outcome === 'right') return 'Right.';
  const parts = [
    reason,
    goldInWords(question, gold),
    ...(run.plan?.queries ?? []).map(({ sql }) => `Its SQL: ${sql}`),
    ...run.tables.slice(0, 1).map(({ rows }) => `Its rows: ${rowsInWords(rows)}`),
    run.clarification === null ? null : `It said: ${run.clarification.understood}`,
    ...run.attempts.flatMap(({ error }) => (error === null ? [] : [`An attempt failed: ${error}`])),
  ];
  return parts.filter((part) => part !== null).join('\n');
}

function goldInWords({ sql, clarify, kind }: Question, gold: Cell[][]): string | null {
  if (sql !== undefined) return `Right SQL: ${sql}\nRight rows: ${rowsInWords(gold)}`;
  if (gold.length > 0) return `Right rows: ${rowsInWords(gold)}`;
  if (kind === 'program') return 'It takes a program.';
  return clarify === true ? 'The data cannot answer this, or it is not clear: asking back is right.' : null;
}

const rowsInWords = (rows: Cell[][]): string =>
  `${JSON.stringify(rows.slice(0, shownRows))}${rows.length > shownRows ? ` … ${rows.length} rows` : ''}`;
