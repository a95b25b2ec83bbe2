import type { Run } from '../run/run.ts';

/** What the run's calls used and cost so far, for people; null when no model was asked. */
export function describeSpending({ calls }: Pick<Run, 'calls'>): string | null {
  if (calls.length === 0) return null;
  const sum = (of: (usage: Run['calls'][number]['usage']) => number) =>
    calls.reduce((total, { usage }) => total + of(usage), 0);
  const isPriced = calls.every(({ usage }) => usage.costUsd !== null);
  const tokens = `${count(sum((usage) => usage.inputTokens))} tokens in and ${count(sum((usage) => usage.outputTokens))} out`;
  const cost = isPriced
    ? `, ${sum((usage) => usage.costUsd ?? 0).toFixed(4)} USD`
    : ', at a price that is not known';
  return `Spent on ${calls.length === 1 ? 'one model call' : `${calls.length} model calls`}: ${tokens}${cost}`;
}

const count = (value: number): string => value.toLocaleString('en-US');
