import { oneLine } from '../catalog/text.ts';
import type { Cell } from '../plan/dataset.ts';

const longestCell = 80;

/** Rows for a model: one line each, however its cells are written. */
export function toLines(columns: readonly string[], rows: readonly Cell[][], limit: number): string {
  const lines = rows.slice(0, limit).map((row) => row.map(cellText).join(' | '));
  const left = rows.length - lines.length;
  return [columns.join(' | '), ...lines, ...(left > 0 ? [`(${left} more rows)`] : [])].join('\n');
}

const cellText = (cell: Cell): string =>
  cell === null ? 'NULL' : oneLine(String(cell), longestCell).replaceAll('|', '/');
