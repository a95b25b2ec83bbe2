import type { Extract } from '../../../../shared/plan/dataset.ts';
import { sha256 } from '../../../../shared/run/keys.ts';
import { fold } from '../../../../shared/sql/scope.ts';
import { shorten } from '../../../extracts/shorten.ts';
import type { Statements } from './statements.ts';
import { toColumn, toScalar, type ResultColumn, type Scalar } from './values.ts';
import { toParquet } from './write-parquet.ts';

const previewRows = 100;

export interface Result {
  columns: ResultColumn[];
  rows: Scalar[][];
}

/** The columns of a finished statement and its first rows, at least `least` where there are so many. */
export async function readResult(
  statements: Pick<Statements, 'pages'>,
  resultId: string,
  least = Infinity,
): Promise<Result> {
  const result: Result = { columns: [], rows: [] };
  for await (const page of statements.pages(resultId)) {
    if (result.columns.length === 0) result.columns = page.columns.map(toColumn);
    for (const row of page.rows) result.rows.push(row.map(toScalar));
    if (result.rows.length >= least) break;
  }
  return result;
}

export const readPreview = (statements: Pick<Statements, 'pages'>, resultId: string): Promise<Result> =>
  readResult(statements, resultId, previewRows);

/** Null, or a name that two columns have: no file and no frame can hold both. */
export function repeatedName({ columns }: Result): string | null {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(fold(name))) return name;
    seen.add(fold(name));
  }
  return null;
}

type FileFacts = Pick<Extract, 'rowCount' | 'bytes' | 'sha256'>;

export const toExtract = ({ columns, rows }: Result, file: FileFacts): Extract => ({
  columns: columns.map(({ name, type }) => ({ name, type })),
  rows: shorten(
    rows.slice(0, previewRows).map((row) => columns.map((column, i) => column.toCell(row[i] ?? null))),
  ),
  ...file,
});

/** @throws Inexact */
export function toFile({ columns, rows }: Result): { body: Uint8Array; facts: FileFacts } {
  const body = toParquet(columns, rows);
  return { body, facts: { rowCount: rows.length, bytes: body.length, sha256: sha256(body) } };
}
