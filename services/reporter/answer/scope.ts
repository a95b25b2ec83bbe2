import type { Cell } from '../../../shared/plan/dataset.ts';
import type { Metric } from '../../../shared/plan/manifest.ts';
import type { Look } from '../present/table.ts';

/** A table that an answer can speak of; `rows` may be the first of many. */
export interface AnswerTable {
  name: string;
  columns: { name: string; type: string }[];
  rows: Cell[][];
  rowCount: number;
}

/** What placeholders can refer to, and how tables look. */
export interface Scope extends Look {
  metrics: Metric[];
  tables: AnswerTable[];
  /** How many rows of a table an answer shows; 20 unless said. */
  shownRows?: number;
  /** A report's numbers lead to the cells and metrics that they came from. */
  isLinked?: boolean;
}
