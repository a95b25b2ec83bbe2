import type { Statistics } from './statistics.ts';

export type Measures = Record<string, Statistics | number>;

/** On two cores, from the design. */
export const budgets: Record<string, string> = {
  jailFirstLineMs: '≤ 3 ms median',
  queryRunMs: '≤ 40 ms median',
  programRunMs: '≤ 80 ms median',
  queryRunsPerSecond: '≥ 100 /s',
  programRunsPerSecond: '≥ 30 /s',
  grownQueryRunMs: '≤ 40 ms median: flat',
  grownProgramRunMs: '≤ 80 ms median: flat',
  grownQueryRunsPerSecond: '≥ 100 /s: flat',
};

/** A table for people. */
export function render(measures: Measures): string {
  const lines = Object.entries(measures).map(([name, measure]) => {
    const figure =
      typeof measure === 'number'
        ? String(measure)
        : `${measure.median} (p95 ${measure.p95}, n ${measure.n})`;
    return `${name.padEnd(26)}${figure.padEnd(34)}${budgets[name] ?? ''}`.trimEnd();
  });
  return `${['measure'.padEnd(26) + 'measured'.padEnd(34) + 'budget', ...lines].join('\n')}\n`;
}
