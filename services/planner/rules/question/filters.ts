import type { ColumnRef } from '../words/names.ts';

export type Comparison = '=' | '<>' | '>' | '>=' | '<' | '<=';

/** A condition that rows must meet. */
export type Filter =
  | { kind: 'compare'; of: ColumnRef; comparison: Comparison; value: number }
  | { kind: 'in'; of: ColumnRef; values: string[]; not: boolean; or: boolean }
  | { kind: 'missing'; of: ColumnRef; not: boolean }
  | { kind: 'years'; of: ColumnRef; years: number[] }
  /** Days from `from` to before `before`, either of which may be open. */
  | { kind: 'period'; of: ColumnRef; from: string | null; before: string | null };
