import type { Cell } from '../../shared/plan/dataset.ts';

/** RFC 4180, with a byte-order mark so that spreadsheets read it as UTF-8. */
export const toCsv = (columns: { name: string }[], rows: Cell[][]): string =>
  `\uFEFF${[columns.map((column) => column.name), ...rows].map((row) => row.map(toField).join(',')).join('\r\n')}\r\n`;

/** Text that a spreadsheet would run as a formula begins with an apostrophe; numbers stay numbers. */
function toField(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  const safe =
    typeof cell === 'string' &&
    /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) &&
    !/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?%?$/i.test(text)
      ? `'${text}`
      : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
