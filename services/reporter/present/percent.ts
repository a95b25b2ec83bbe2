import type { Plan } from '../../../shared/plan/plan.ts';
import type { Cell } from '../../../shared/plan/dataset.ts';
import { parseTemplate, TemplateError } from '../../../shared/answer/template.ts';
import type { AnswerTable } from '../answer/scope.ts';

/**
 * The columns that a plan's answer speaks of in per cent ({{table.result[0].share|.1%}}), and those that its SQL computes
 * as a share or a rate. A sentence with 33.7 % above a table with 0.337 would be two numbers for one thing.
 */
export function percentColumns(plan: Plan, tables: AnswerTable[]): string[] {
  if (plan.kind !== 'query') return [];
  const sql = plan.queries.map((query) => query.sql).join('\n');
  const computed = [...sql.matchAll(/\bAS "((?:[^"]|"")+)"/gi)]
    .map(([, alias = '']) => alias.replaceAll('""', '"'))
    .filter((alias) => isRate.test(alias) && !isMeasure.test(alias));
  return [...new Set([...saidInPercent(plan.answer), ...computed])].filter((name) =>
    tables.every((table) => isShare(table, name)),
  );
}

const isRate = /^share$|_(?:rate|share)$/i;
/** The average of a column interest_rate is no share of anything. */
const isMeasure = /^(?:average|sum|median|minimum|maximum|distinct)_/i;

function saidInPercent(answer: string | null): string[] {
  try {
    return parseTemplate(answer ?? '').flatMap((segment) =>
      'reference' in segment && segment.reference.kind === 'cell' && segment.format?.type === '%'
        ? [segment.reference.column]
        : [],
    );
  } catch (error) {
    if (error instanceof TemplateError) return [];
    throw error;
  }
}

/** A rate that is not between 0 and 1 counts something else: 8 per thousand, 1.2 per head. */
function isShare(table: AnswerTable, name: string): boolean {
  const index = table.columns.findIndex((column) => column.name === name);
  return table.rows.every((row) => {
    const value = row[index] ?? null;
    return value === null || (Number(value) >= 0 && Number(value) <= 1);
  });
}

export const toPercent = (value: number, digits: number): string => `${(value * 100).toFixed(digits)}%`;

/** One digit, or none where all values are whole per cents. */
export const percentDigits = (cells: Cell[]): number =>
  cells.every((cell) => cell === null || Math.abs(Number(cell) * 100 - Math.round(Number(cell) * 100)) < 1e-9)
    ? 0
    : 1;
