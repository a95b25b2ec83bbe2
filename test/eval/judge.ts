import type { Cell } from '../../shared/plan/dataset.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import { difference, type TableRules } from './compare.ts';
import type { Question } from './question.ts';

/** `wrong` is a confident wrong answer: the worst there is. `clarified` asked back where the data has an answer. */
export type Outcome = 'right' | 'wrong' | 'clarified' | 'failed';

export interface Judgement {
  outcome: Outcome;
  /** One sentence. */
  reason: string;
}

/**
 * What a run's answer is worth.
 * @param gold every table that is a right answer
 * @param tables of the answer, with all their rows
 */
export function judge(
  question: Question,
  run: Pick<RunDocument, 'status' | 'kind' | 'metrics' | 'warnings' | 'problem'>,
  gold: Cell[][][],
  tables: Cell[][][],
): Judgement {
  if (run.status === 'clarified')
    return question.clarify === true
      ? { outcome: 'right', reason: 'It asked back, as it should.' }
      : { outcome: 'clarified', reason: 'It asked back, and the data has an answer.' };
  if (run.status !== 'succeeded')
    return { outcome: 'failed', reason: run.problem?.detail ?? `The run ended as ${run.status}.` };
  const flaw = flawOf(question, run, gold, tables);
  return flaw === null ? { outcome: 'right', reason: 'It is the gold.' } : { outcome: 'wrong', reason: flaw };
}

function flawOf(
  question: Question,
  run: Pick<RunDocument, 'kind' | 'metrics' | 'warnings'>,
  gold: Cell[][][],
  tables: Cell[][][],
): string | null {
  if (question.kind !== undefined && run.kind !== question.kind)
    return `A ${run.kind} answered what takes a ${question.kind}.`;
  if (question.metric !== undefined) {
    const { name, min, max } = question.metric;
    const value = run.metrics.find((metric) => metric.name === name)?.value ?? null;
    if (value === null) return `There is no metric ${name}.`;
    if (value < min || value > max) return `${name} is ${value}, and ${min} to ${max} is right.`;
  }
  if (gold.length === 0)
    return question.kind === 'program' ? null : 'It answered where asking back is all that is right.';
  const flaws = gold.flatMap((right) => tables.map((table) => flawOfTable(question, run, right, table)));
  if (flaws.includes(null)) return null;
  return flaws[0] ?? 'The answer has no table.';
}

function flawOfTable(
  question: Question,
  run: Pick<RunDocument, 'warnings'>,
  gold: Cell[][],
  answer: Cell[][],
): string | null {
  const { tolerance, ordered, percent, buckets, ties } = question;
  const rules: TableRules = { tolerance, ordered, percent, buckets };
  const flaw = difference(gold, answer, rules);
  if (flaw === null || ties === undefined || answer.length !== ties) return flaw;
  if (difference(gold, answer, { ...rules, subset: true }) !== null) return flaw;
  return run.warnings.some((warning) => /(^|[^a-z])ties?(?![a-z])/i.test(warning.check))
    ? null
    : 'It cuts ties and does not say so.';
}
