import { presentTable } from '../present/table.ts';
import { anchorAt, cellId, linkTo, tableId } from './anchors.ts';
import type { AnswerTable, Scope } from './scope.ts';

export const shownRows = 20;

/** Data stays data: no cell can become a link, a heading or a column of its own. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>|#~!&]/g, String.raw`\$&`)
    .replace(/\s+/g, ' ')
    .trim();

/** With anchors, where numbers of a report lead to: of the table at its first name, of every cell. */
export function toMarkdownTable(table: AnswerTable, scope: Scope): string {
  const isJapanese = scope.language === 'ja';
  const isLinked = scope.isLinked === true;
  const at = (id: string, text: string) => (isLinked ? anchorAt(id, text) : text);
  if (table.rowCount === 0)
    return at(tableId(table.name), isJapanese ? '（該当する行はありません）' : '(no rows)');
  const { columns, rows, hiddenColumns } = presentTable(table, scope, scope.shownRows ?? shownRows);
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const nameOf = (column: number) => table.columns[column]?.name ?? '';
  const rest = restWords(table.rowCount - rows.length, hiddenColumns, isJapanese);
  return [
    line(
      columns.map(({ label }, i) =>
        i === 0 ? at(tableId(table.name), escapeMarkdown(label)) : escapeMarkdown(label),
      ),
    ),
    line(columns.map(({ isNumber }) => (isNumber ? '---:' : '---'))),
    ...rows.map((row, i) =>
      line(row.map((cell, j) => at(cellId(table.name, i, nameOf(j)), escapeMarkdown(cell)))),
    ),
    ...(rest === null ? [] : ['', isLinked ? linkTo(tableId(table.name), rest) : rest]),
  ].join('\n');
}

/** What had no place, or null where all had. */
export function restWords(rows: number, columns: number, isJapanese: boolean): string | null {
  const parts = (
    [
      [rows, 'row', '行'],
      [columns, 'column', '列'],
    ] as const
  )
    .filter(([count]) => count > 0)
    .map(([count, en, ja]) => {
      const digits = count.toLocaleString('en-US');
      return isJapanese ? digits + ja : `${digits} more ${en}${count === 1 ? '' : 's'}`;
    });
  if (parts.length === 0) return null;
  return isJapanese ? `（ほか${parts.join('、')}）` : `(and ${parts.join(' and ')})`;
}
