import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { Cell, Extract } from '../../../shared/plan/dataset.ts';
import type { Warning } from '../../../shared/plan/manifest.ts';
import type { Language, Query as NamedQuery } from '../../../shared/plan/plan.ts';
import type { Query } from '../../../shared/sql/tree.ts';
import type { Block } from './sql/block.ts';

/** One query of the plan, read, and what it brought. */
export interface Subject {
  language: Language;
  dialect: Catalog['dialect'];
  query: NamedQuery;
  extract: Extract;
  /** Inner ones first, the statement's own last. */
  blocks: Block[];
  catalog: Catalog;
}

/** Something that may be wrong, and what must be counted to know. */
export interface Suspicion {
  /** None where the statement, the catalog and the result say enough. */
  queries: Query[];
  /** By the rows of each query; null acquits. */
  judge(answers: Cell[][][]): Warning | null;
  /** What to say when it could not be counted; null where it matters little. */
  unchecked: Warning | null;
}

/** Finds what is suspicious about one query of a plan. */
export type Check = (subject: Subject) => Suspicion[];

/** A count of the first row of an answer; integers beyond 2^53 come as text. */
export const countIn = (answer: Cell[][] | undefined, place: number): number =>
  Number(answer?.[0]?.[place] ?? 0);

export const suspicion = (
  queries: Query[],
  judge: Suspicion['judge'],
  unchecked: Warning | null = null,
): Suspicion => ({
  queries,
  judge,
  unchecked,
});

/** What needs no counting. */
export const certain = (warning: Warning): Suspicion => suspicion([], () => warning);
