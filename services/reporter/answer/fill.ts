import type { Cell } from '../../../shared/plan/dataset.ts';
import { applyFormat, formatCell, formatNumber } from './format.ts';
import type { AnswerTable, Scope } from './scope.ts';
import {
  parseTemplate,
  TemplateError,
  type NumberFormat,
  type Reference,
} from '../../../shared/answer/template.ts';
import { escapeMarkdown, toMarkdownTable } from './markdown.ts';

/**
 * The answer, with every placeholder filled from the results.
 * @throws TemplateError for what the results do not hold
 */
export const fillTemplate = (template: string, scope: Scope): string =>
  parseTemplate(template)
    .map((segment) => ('text' in segment ? segment.text : fill(segment.reference, segment.format, scope)))
    .join('');

function fill(reference: Reference, format: NumberFormat | null, scope: Scope): string {
  switch (reference.kind) {
    case 'metric': {
      const metric = scope.metrics.find((one) => one.name === reference.name);
      if (metric === undefined) throw new TemplateError(`there is no metric ${reference.name}`);
      return show(metric[reference.field], null, format, scope);
    }
    case 'table':
      return toMarkdownTable(tableOf(reference.name, scope), scope);
    case 'rowCount':
      return formatNumber(tableOf(reference.name, scope).rowCount);
    case 'cell': {
      const table = tableOf(reference.name, scope);
      const index = table.columns.findIndex((column) => column.name === reference.column);
      const column = table.columns[index];
      if (column === undefined)
        throw new TemplateError(`the table ${reference.name} has no column ${reference.column}`);
      const row = table.rows[reference.row];
      // An empty result is an answer too: there is no value.
      return show(row?.[index] ?? null, column, format, scope);
    }
  }
}

function tableOf(name: string, scope: Scope): AnswerTable {
  const table = scope.tables.find((one) => one.name === name);
  if (table === undefined) throw new TemplateError(`there is no table ${name}`);
  return table;
}

function show(
  cell: Cell,
  column: AnswerTable['columns'][number] | null,
  format: NumberFormat | null,
  scope: Scope,
): string {
  if (format === null) return escapeMarkdown(formatCell(cell, column, scope.language));
  const formatted = applyFormat(cell, format, scope.language);
  if (formatted === null) throw new TemplateError(`${String(cell).slice(0, 50)} is no number`);
  return formatted;
}
