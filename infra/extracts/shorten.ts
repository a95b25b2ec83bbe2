import type { Cell } from '../../shared/plan/dataset.ts';

const [longestText, longestPreview] = [10_000, 1_000_000];

/**
 * Rows for people to look at: long texts end in '…', and fewer rows are shown when they would be too much to carry about in
 * documents and answers. The file holds everything.
 */
export function shorten(rows: Cell[][]): Cell[][] {
  let characters = 0;
  const shown: Cell[][] = [];
  for (const row of rows) {
    const short = row.map((cell) =>
      typeof cell === 'string' && cell.length > longestText ? `${cell.slice(0, longestText)}…` : cell,
    );
    for (const cell of short) characters += typeof cell === 'string' ? cell.length : 8;
    if (characters > longestPreview && shown.length > 0) break;
    shown.push(short);
  }
  return shown;
}
