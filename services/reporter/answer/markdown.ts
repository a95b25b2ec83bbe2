import type { Language } from '../../../shared/plan/plan.ts';
import { formatCell, isNumeric } from './format.ts';
import type { AnswerTable } from './scope.ts';

const shownRows = 20;

/** Data stays data: no cell can become a link, a heading or a column of its own. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>|#~!&]/g, String.raw`\$&`)
    .replace(/\s+/g, ' ')
    .trim();

export function toMarkdownTable(table: AnswerTable, language: Language): string {
  if (table.rowCount === 0) return language === 'ja' ? '（該当する行はありません）' : '(no rows)';
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const rows = table.rows
    .slice(0, shownRows)
    .map((row) =>
      line(row.map((cell, i) => escapeMarkdown(formatCell(cell, table.columns[i] ?? null, language)))),
    );
  const more = table.rowCount - rows.length;
  const rest =
    more <= 0
      ? []
      : [
          '',
          language === 'ja'
            ? `（ほか${more.toLocaleString('en-US')}行）`
            : `(and ${more.toLocaleString('en-US')} more rows)`,
        ];
  return [
    line(table.columns.map((column) => escapeMarkdown(column.name))),
    line(table.columns.map((column) => (isNumeric(column.type) ? '---:' : '---'))),
    ...rows,
    ...rest,
  ].join('\n');
}
