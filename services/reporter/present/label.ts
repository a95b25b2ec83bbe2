import type { Language } from '../../../shared/plan/plan.ts';
import { names, ownColumns } from '../../../shared/words/names.js';

/** roc_auc → ROC AUC, roc_auc_without_price → ROC AUC without price; a name that nobody knows stays. */
export function metricLabel(name: string, language: Language): string {
  const { metrics, without } = names[language];
  const [metric = '', column] = name.split(/_without_(.*)/s);
  const known = metrics[metric];
  if (known === undefined) return name;
  return column === undefined ? known : without.replace('{metric}', known).replace('{column}', () => column);
}

export const tableLabel = (table: string, language: Language): string =>
  names[language].tables[table] ?? table;

export function columnLabel(table: string, column: string, language: Language): string {
  const { columns, predicted } = names[language];
  if (table === 'predictions' || table === 'summary') {
    const target = /^predicted_(.+)$/s.exec(column)?.[1];
    if (target !== undefined) return predicted.replace('{target}', () => target);
  }
  return isOwn(table, column) ? (columns[column] ?? column) : column;
}

const wordColumns = new Set(['model', 'part', 'split', 'type', 'statistic']);
const metricColumns = new Set(['scoring', 'metric']);

/** A text of Kaiseki's own in a table of its own; null for what is a user's. */
export function valueLabel(table: string, column: string, value: string, language: Language): string | null {
  if (!isOwn(table, column)) return null;
  if (metricColumns.has(column)) return metricLabel(value, language);
  return wordColumns.has(column) ? (names[language].values[value] ?? value) : null;
}

export const isOwn = (table: string, column: string): boolean => ownColumns[table]?.includes(column) === true;

/** Shares of rows among Kaiseki's own columns. */
export const ownPercents = new Set(['missing_share', 'its_share', 'share', 'confidence']);
