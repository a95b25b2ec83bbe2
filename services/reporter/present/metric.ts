import { formatNumber } from '../answer/format.ts';
import { names } from '../../../shared/words/names.js';
import { toPercent } from './percent.ts';

/** Metrics of which people speak in per cent. */
const percentMetrics = new Set(['accuracy', 'balanced_accuracy', 'precision', 'recall', 'mape']);

/** Values of one metric stand beside each other: 77.1% beside 69.4%, 0.763 beside 0.500. */
export function showMetric(name: string, value: number | null): string {
  if (value === null) return '–';
  const [kind = ''] = name.split('_without_');
  if (percentMetrics.has(kind)) return toPercent(value, 1);
  return Object.hasOwn(names.en.metrics, kind) && Math.abs(value) <= 1
    ? value.toFixed(3)
    : formatNumber(value);
}
