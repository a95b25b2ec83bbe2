import type { Cell } from '../../../shared/plan/dataset.ts';
import type { Language } from '../../../shared/plan/plan.ts';
import { formatCell, isNumeric } from '../answer/format.ts';
import type { AnswerTable } from '../answer/scope.ts';
import { columnLabel, isOwn, ownPercents, tableLabel, valueLabel } from './label.ts';
import { showMetric } from './metric.ts';
import { percentDigits, toPercent } from './percent.ts';

/** How the tables of an answer look. */
export interface Look {
  language: Language;
  /** The tables come from a program: those that Kaiseki's own programs make have human names. */
  fromProgram?: boolean;
  /** Columns that are shown in per cent. */
  percents?: readonly string[];
}

/** A table in the words of its reader. */
export interface ShownTable {
  title: string;
  columns: { label: string; isNumber: boolean }[];
  rows: string[][];
  /** Columns that had no place. */
  hiddenColumns: number;
}

/** A table of 300 columns helps nobody on a page; its file has them all. */
export const shownColumns = 30;

export function presentTable(table: AnswerTable, look: Look, shownRows: number): ShownTable {
  const { language, fromProgram = false } = look;
  const rows = table.rows.slice(0, shownRows);
  const columns = table.columns.slice(0, shownColumns);
  const formats = columns.map((column, i) => {
    const cells = rows.map((row) => row[i] ?? null);
    return formatOf(table.name, column, cells, look);
  });
  return {
    title: fromProgram ? tableLabel(table.name, language) : table.name,
    columns: columns.map(({ name, type }) => ({
      label: fromProgram ? columnLabel(table.name, name, language) : name,
      isNumber: isNumeric(type) || (fromProgram && isRange(table.name, name)),
    })),
    rows: rows.map((row) =>
      formats.map((format, i) => {
        const cell = row[i] ?? null;
        const metric = fromProgram ? metricOf(table, row, i) : null;
        if (metric !== null && typeof cell === 'number') return showMetric(metric, cell);
        return cell === null ? '–' : format(cell);
      }),
    ),
    hiddenColumns: table.columns.length - columns.length,
  };
}

function formatOf(
  table: string,
  column: AnswerTable['columns'][number],
  cells: Cell[],
  { language, fromProgram = false, percents = [] }: Look,
): (cell: Cell) => string {
  if (
    percents.includes(column.name) ||
    (fromProgram && isOwn(table, column.name) && ownPercents.has(column.name))
  ) {
    const digits = percentDigits(cells);
    return (cell) => toPercent(Number(cell), digits);
  }
  return (cell) =>
    (fromProgram && typeof cell === 'string' ? valueLabel(table, column.name, cell, language) : null) ??
    formatCell(cell, column, language);
}

const metricValues = new Set(['value', 'low', 'high', 'baseline', 'mean', 'std']);

/** Which metric a number is a value of, in tables that name it in the same row. */
function metricOf(table: AnswerTable, row: Cell[], i: number): string | null {
  if (table.name !== 'evaluation' && table.name !== 'cross_validation') return null;
  if (!metricValues.has(table.columns[i]?.name ?? '')) return null;
  const metric = row[table.columns.findIndex(({ name }) => name === 'metric' || name === 'scoring')];
  return typeof metric === 'string' ? metric : null;
}

/** The ends of a range are numbers that were written as text, since they may be dates. */
const isRange = (table: string, column: string): boolean =>
  table === 'columns' && (column === 'min' || column === 'max');
