import type { Cell } from '../../../shared/plan/dataset.ts';
import type { Metric } from '../../../shared/plan/manifest.ts';
import type { Language } from '../../../shared/plan/plan.ts';

/** A table that an answer can speak of; `rows` may be the first of many. */
export interface AnswerTable {
  name: string;
  columns: { name: string; type: string }[];
  rows: Cell[][];
  rowCount: number;
}

/** What placeholders can refer to. */
export interface Scope {
  language: Language;
  metrics: Metric[];
  tables: AnswerTable[];
}
