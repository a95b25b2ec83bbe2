import { RetryableError } from '../../../shared/errors.ts';
import type { Cell } from '../../../shared/plan/dataset.ts';

export type Row = Record<string, Cell>;

/**
 * Rows of one statement, columns by name; integers are numbers, decimals texts.
 * @throws RetryableError that holds the `sql` where Redshift took the statement and did not finish it
 */
export type RunSql = (sql: string) => Promise<Row[]>;

/** The rows, or why Redshift did not give them. What fails on the way to Redshift is thrown: it passes. */
export async function tryRows(runSql: RunSql, sql: string): Promise<{ rows: Row[] } | { refusal: string }> {
  try {
    return { rows: await runSql(sql) };
  } catch (error) {
    if (error instanceof RetryableError && 'sql' in error.evidence) return { refusal: error.message };
    throw error;
  }
}
