import type { RunDocument } from '../../shared/run/document.ts';
import type { Outcome } from './judge.ts';
import type { Question } from './question.ts';

/** Of one evaluation: what figures are made of. */
export interface Measured {
  question: Pick<Question, 'language' | 'tags'>;
  outcome: Outcome;
  run: Pick<RunDocument, 'attempts'>;
  milliseconds: number;
  usage: RunDocument['usage'];
}

export interface Figures {
  questions: number;
  right: number;
  /** Confident wrong answers. */
  wrong: number;
  clarified: number;
  failed: number;
  /** Right of all, 0 to 1. */
  passAt1: number;
  /** Right of what was answered: not clarified, not failed, or rightly so. */
  precision: number;
  /** Runs with more than one attempt, of all. */
  repairRate: number;
  inputTokens: number;
  outputTokens: number;
  /** In US dollars; null when the price of a call is not known. */
  costUsd: number | null;
  medianMs: number;
  p95Ms: number;
}

export interface Report {
  all: Figures;
  byLanguage: Record<string, Figures>;
  byTag: Record<string, Figures>;
}

export function report(measured: Measured[]): Report {
  return {
    all: figures(measured),
    byLanguage: by(measured, (one) => [one.question.language]),
    byTag: by(measured, (one) => one.question.tags),
  };
}

function by(measured: Measured[], keys: (one: Measured) => string[]): Record<string, Figures> {
  const names = [...new Set(measured.flatMap(keys))].toSorted();
  return Object.fromEntries(
    names.map((name) => [name, figures(measured.filter((one) => keys(one).includes(name)))]),
  );
}

export function figures(measured: Measured[]): Figures {
  const count = (outcome: Outcome): number => measured.filter((one) => one.outcome === outcome).length;
  const [right, wrong] = [count('right'), count('wrong')];
  const sum = (value: (one: Measured) => number): number =>
    measured.reduce((all, one) => all + value(one), 0);
  const times = measured.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    questions: measured.length,
    right,
    wrong,
    clarified: count('clarified'),
    failed: count('failed'),
    passAt1: share(right, measured.length),
    precision: share(right, right + wrong),
    repairRate: share(measured.filter(({ run }) => run.attempts.length > 1).length, measured.length),
    inputTokens: sum(({ usage }) => usage.inputTokens),
    outputTokens: sum(({ usage }) => usage.outputTokens),
    costUsd: measured.some(({ usage }) => usage.costUsd === null)
      ? null
      : sum(({ usage }) => usage.costUsd ?? 0),
    medianMs: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
  };
}

/** Nearest rank, in whole milliseconds. */
const quantile = (sorted: number[], share: number): number =>
  Math.round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
