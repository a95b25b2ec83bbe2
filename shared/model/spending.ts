import type { Run } from '../run/run.ts';

/** What a run's calls used and cost so far. */
export interface Spending {
  /** Who was asked last; null when nobody was. */
  model: string | null;
  inputTokens: number;
  outputTokens: number;
  /** US dollars; null when the price of a call is not known. */
  costUsd: number | null;
}

export const spendingOf = ({ calls }: Pick<Run, 'calls'>): Spending => ({
  model: calls.at(-1)?.model ?? null,
  inputTokens: calls.reduce((sum, { usage }) => sum + usage.inputTokens, 0),
  outputTokens: calls.reduce((sum, { usage }) => sum + usage.outputTokens, 0),
  costUsd: calls.reduce<number | null>(
    (sum, { usage }) => (sum === null || usage.costUsd === null ? null : sum + usage.costUsd),
    0,
  ),
});

/** The same for people; null when no model was asked. */
export function describeSpending(run: Pick<Run, 'calls'>): string | null {
  const { length } = run.calls;
  if (length === 0) return null;
  const { inputTokens, outputTokens, costUsd } = spendingOf(run);
  const cost = costUsd === null ? ', at a price that is not known' : `, ${costUsd.toFixed(4)} USD`;
  return `Spent on ${length === 1 ? 'one model call' : `${length} model calls`}: ${count(inputTokens)} tokens in and ${count(outputTokens)} out${cost}`;
}

const count = (value: number): string => value.toLocaleString('en-US');
