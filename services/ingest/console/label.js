import { names, ownColumns } from '../../../shared/words/names.js';

/** @typedef {import('../../../shared/run/document.ts').RunDocument} Run */

/** The metric's name in the language of the prompt. @param {string} name @param {Run['language']} language */
export function metricLabel(name, language) {
  const { metrics, without } = names[language];
  const [metric = '', column] = name.split(/_without_(.*)/s);
  const known = metrics[metric];
  if (known === undefined) return name;
  return column === undefined ? known : without.replace('{metric}', known).replace('{column}', () => column);
}

/**
 * A table in the words of its reader: tables that Kaiseki's own programs make have names for their columns and values.
 * @param {Run['tables'][number]} table @param {Pick<Run, 'kind' | 'language'>} run
 */
export function labelTable({ name, columns, rows }, { kind, language }) {
  const own = (kind === 'program' && ownColumns[name]) || [];
  const words = names[language];
  return {
    title: kind === 'program' ? (words.tables[name] ?? name) : name,
    head: columns.map((column) =>
      own.includes(column.name) ? (words.columns[column.name] ?? column.name) : column.name,
    ),
    rows: rows.map((row) =>
      row.map((cell, i) => {
        const column = columns[i]?.name ?? '';
        if (typeof cell !== 'string' || !own.includes(column)) return cell;
        if (column === 'scoring' || column === 'metric') return metricLabel(cell, language);
        return ['model', 'part', 'split', 'type', 'statistic'].includes(column)
          ? (words.values[cell] ?? cell)
          : cell;
      }),
    ),
  };
}
