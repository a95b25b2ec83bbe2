import type { Cell } from '../../shared/plan/dataset.ts';
import { asBucket, asShare, matches, normalise, type ValueRules } from './values.ts';

export interface TableRules extends ValueRules {
  ordered?: boolean | undefined;
  percent?: boolean | undefined;
  buckets?: boolean | undefined;
  /** The answer may leave out rows of the gold: where ties are cut. */
  subset?: boolean;
}

/**
 * Why the answer is not the gold, or null. Columns are found by their values, whatever they are called: each of the gold's
 * must be one of the answer's, which may have others besides (labels, counts that a ranking is made of). Rows are a multiset
 * unless they are ordered, and as many as the gold's: a row too many is a wrong answer.
 */
export function difference(gold: Cell[][], answer: Cell[][], rules: TableRules): string | null {
  if (rules.subset !== true && gold.length !== answer.length)
    return `it has ${answer.length} rows, and ${gold.length} are right`;
  if (gold.length === 0) return null;
  const golds = columnsOf(gold.map((row) => row.map(normalise)));
  const answers = columnsOf(answer.map((row) => row.map(normalise)));
  const candidates = golds.map((column) =>
    answers.flatMap((other, at) =>
      readings(other, rules)
        .filter((read) => rules.subset === true || isSameColumn(column, read, rules))
        .map((read) => ({ at, read })),
    ),
  );
  const missing = candidates.findIndex((found) => found.length === 0);
  if (missing >= 0) return `no column of it has the values of the gold's column ${missing + 1}`;
  return assign(golds, candidates, [], rules) ? null : 'its rows do not go together as the gold’s do';
}

interface Candidate {
  at: number;
  read: Cell[];
}

/** Tries every way to find the gold's columns among the answer's, until the rows agree. */
function assign(golds: Cell[][], candidates: Candidate[][], chosen: Candidate[], rules: TableRules): boolean {
  const next = candidates[chosen.length];
  if (next === undefined) return sameRows(rowsOf(golds), rowsOf(chosen.map(({ read }) => read)), rules);
  return next.some(
    (candidate) =>
      !chosen.some(({ at }) => at === candidate.at) &&
      assign(golds, candidates, [...chosen, candidate], rules),
  );
}

/** A column as it stands and, where the question is about shares or ranges, as one of those. */
function readings(column: Cell[], { percent, buckets }: TableRules): Cell[][] {
  return [
    column,
    ...(percent === true ? [column.map(asShare)] : []),
    ...(buckets === true ? [column.map(asBucket)] : []),
  ];
}

function isSameColumn(gold: Cell[], answer: Cell[], rules: TableRules): boolean {
  const sorted = answer.toSorted(byValue);
  return gold.toSorted(byValue).every((cell, i) => matches(cell, sorted[i] ?? null, rules));
}

function sameRows(gold: Cell[][], answer: Cell[][], rules: TableRules): boolean {
  const isSame = (row: Cell[], other: Cell[]): boolean =>
    row.every((cell, i) => matches(cell, other[i] ?? null, rules));
  if (rules.ordered === true) return answer.every((row, i) => isSame(gold[i] ?? [], row));
  const left = [...gold];
  return answer.every((row) => {
    const at = left.findIndex((other) => isSame(other, row));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

const columnsOf = (rows: Cell[][]): Cell[][] =>
  (rows[0] ?? []).map((_, i) => rows.map((row) => row[i] ?? null));
const rowsOf = columnsOf;

/** Numbers before texts before nothing: equal multisets stand side by side. */
function byValue(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return rank(a) - rank(b) || (String(a) < String(b) ? -1 : Number(String(a) > String(b)));
}

const rank = (cell: Cell): number => (typeof cell === 'number' ? 0 : cell === null ? 2 : 1);
