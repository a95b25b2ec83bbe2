import { RetryableError } from '../../../../shared/errors.ts';
import type { Cell } from '../../../../shared/plan/dataset.ts';
import { firstLine } from './failures.ts';
import { readResult } from './read-result.ts';
import type { Statements } from './statements.ts';

/** Rows of a statement that this program wrote itself, each with its columns by name. @throws RetryableError */
export type RunSql = (sql: string) => Promise<Record<string, Cell>[]>;

export const createRunSql =
  (statements: Statements, seconds: number): RunSql =>
  async (sql) => {
    const id = await statements.start({ sql, seconds, waitSeconds: 1 });
    const statement = await statements.finish(id, seconds + 5);
    if (statement?.status !== 'finished') {
      if (statement === null) await statements.cancel(id);
      const reason = statement === null ? `it took longer than ${seconds} s` : firstLine(statement.error);
      throw new RetryableError(`Redshift did not run a statement of the catalog: ${reason}`, { sql });
    }
    const { columns, rows } = await readResult(statements, statement.resultId);
    return rows.map((row) =>
      Object.fromEntries(columns.map((column, i) => [column.name, column.toCell(row[i] ?? null)])),
    );
  };
