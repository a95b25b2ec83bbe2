import { catalogTokens } from '../../shared/catalog/describe.ts';
import type { Statistics } from './statistics.ts';

export type Measures = Record<string, Statistics | number>;

/** On two cores, from the design. */
export const budgets: Record<string, string> = {
  jailFirstLineMs: '≤ 3 ms median',
  usernsFirstLineMs: '≤ 3 ms median',
  containerFirstLineMs: '≤ 3 ms median',
  jupyterToJailRatio: '≥ 300',
  datasetLoadRatio: '≤ 1.3',
  datasetPeakRatio: '≤ 1.3',
  retrievalTableRecall: '≥ 0.98',
  retrievalTableRecallEnglish: '≥ 0.98',
  retrievalTableRecallJapanese: '≥ 0.98',
  retrievalTableRecallUnseen: '≥ 0.98',
  retrievalColumnRecall: '≥ 0.98',
  retrievalControlTableRecall: 'far lower',
  retrievalPromptTokensMost: `≤ ${catalogTokens}`,
  queryRunMs: '≤ 40 ms median',
  programRunMs: '≤ 80 ms median',
  queryRunsPerSecond: '≥ 100 /s',
  programRunsPerSecond: '≥ 30 /s',
  grownQueryRunMs: '≤ 40 ms median: flat',
  grownProgramRunMs: '≤ 80 ms median: flat',
  grownQueryRunsPerSecond: '≥ 100 /s: flat',
};

/** Growth of counts and of mebibytes per thousand jobs, and of time against outside, by what their names say. */
function budgetOf(name: string): string {
  if (/Growth.*Memory/.test(name)) return '≤ 1';
  if (name.includes('Growth')) return '0';
  if (name.endsWith('BundleKilobytes')) return '≤ 1,000';
  if (name.endsWith('InitMs')) return '≤ 150 ms';
  return budgets[name] ?? '';
}

/** A table for people. */
export function render(measures: Measures): string {
  const lines = Object.entries(measures).map(([name, measure]) => {
    const figure =
      typeof measure === 'number'
        ? String(measure)
        : `${measure.median} (p95 ${measure.p95}, n ${measure.n})`;
    return `${name.padEnd(40)}${figure.padEnd(34)}${budgetOf(name)}`.trimEnd();
  });
  return `${['measure'.padEnd(40) + 'measured'.padEnd(34) + 'budget', ...lines].join('\n')}\n`;
}
