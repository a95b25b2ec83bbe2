import type { Cell } from '../../../shared/plan/dataset.ts';
import { applyFormat, formatCell, formatNumber } from './format.ts';
import type { AnswerTable, Scope } from './scope.ts';
import {
  parseTemplate,
  TemplateError,
  type NumberFormat,
  type Reference,
} from '../../../shared/answer/template.ts';
import { cellId, linkTo, metricId, tableId, withoutMarks } from './anchors.ts';
import { escapeMarkdown, shownRows, toMarkdownTable } from './markdown.ts';
import { shownColumns } from '../present/table.ts';

/**
 * The answer, with every placeholder filled from the results.
 * @throws TemplateError for what the results do not hold
 */
export function fillTemplate(template: string, scope: Scope): string {
  const segments = parseTemplate(template);
  if (scope.isLinked !== true)
    return segments
      .map((segment) => ('text' in segment ? segment.text : fill(segment.reference, segment.format, scope)))
      .join('');
  // A table that stands there twice has its anchors once.
  const anchored = new Set<string>();
  return segments
    .map((segment) => {
      if ('text' in segment) return withoutMarks(segment.text);
      const { reference, format } = segment;
      if (reference.kind !== 'table')
        return linkTo(originOf(reference, scope), fill(reference, format, scope));
      const isFirst = !anchored.has(reference.name);
      anchored.add(reference.name);
      return fill(reference, format, { ...scope, isLinked: isFirst });
    })
    .join('');
}

/** The anchor of the cell or metric that a placeholder stands for; of its table where that cell is not on the page. */
function originOf(reference: Exclude<Reference, { kind: 'table' }>, scope: Scope): string {
  if (reference.kind === 'metric') return metricId(reference.name, reference.field);
  if (reference.kind === 'rowCount') return tableId(reference.name);
  const table = scope.tables.find(({ name }) => name === reference.name);
  const column = table?.columns.findIndex(({ name }) => name === reference.column) ?? 0;
  const isShown =
    reference.row < Math.min(table?.rows.length ?? 0, scope.shownRows ?? shownRows) && column < shownColumns;
  return isShown ? cellId(reference.name, reference.row, reference.column) : tableId(reference.name);
}

function fill(reference: Reference, format: NumberFormat | null, scope: Scope): string {
  switch (reference.kind) {
    case 'metric': {
      const metric = scope.metrics.find((one) => one.name === reference.name);
      if (metric === undefined) throw new TemplateError(`there is no metric ${reference.name}`);
      const shown = show(metric[reference.field], null, format, scope);
      if (shown === null) throw new TemplateError(noNumber(`the metric ${reference.name}`));
      return shown;
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
      const shown = show(row?.[index] ?? null, column, format, scope);
      if (shown === null)
        throw new TemplateError(noNumber(`row ${reference.row} of ${reference.name}.${reference.column}`));
      return shown;
    }
  }
}

function tableOf(name: string, scope: Scope): AnswerTable {
  const table = scope.tables.find((one) => one.name === name);
  if (table === undefined) throw new TemplateError(`there is no table ${name}`);
  return table;
}

/** Does not quote the cell: the reason may go to a model that sees no rows. */
const noNumber = (what: string): string => `${what} is no number, so it takes no format`;

/** Null for what is no number and has a format. */
function show(
  cell: Cell,
  column: AnswerTable['columns'][number] | null,
  format: NumberFormat | null,
  scope: Scope,
): string | null {
  return format === null
    ? escapeMarkdown(formatCell(cell, column, scope.language))
    : applyFormat(cell, format, scope.language);
}
