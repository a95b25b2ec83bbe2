import type { Column } from '../../../../shared/plan/catalog.ts';
import type { Expression } from '../../../../shared/sql/tree.ts';
import type { Block, Source } from './block.ts';
import { namesIn, subqueriesIn } from './expressions.ts';

/** A column of a source that an expression reads. */
export interface Reference {
  source: Source;
  column: string;
}

export interface References {
  list: Reference[];
  sources: ReadonlySet<Source>;
  /** Every name was found, and no subquery stands within. */
  isWhole: boolean;
}

export function referencesIn(expr: unknown, block: Block): References {
  const found = namesIn(expr).map((names) => referenceOf(names, block));
  const list = found.filter((one) => one !== null);
  return {
    list,
    sources: new Set(list.map(({ source }) => source)),
    isWhole: list.length === found.length && subqueriesIn(expr).length === 0,
  };
}

/** Null for a name that belongs to none, or to one of several sources. */
export function referenceOf(names: string[], { sources }: Block): Reference | null {
  const column = names.at(-1) ?? '';
  const [qualifier] = names;
  if (names.length > 1) {
    const source = sources.find((one) => one.name.toLowerCase() === qualifier?.toLowerCase());
    return source === undefined ? null : { source, column };
  }
  const [source, ...more] = sources.filter((one) => one.columns?.has(column.toLowerCase()));
  if (source === undefined || sources.some((one) => one.columns === null)) {
    const [only, ...others] = sources;
    return source === undefined && only !== undefined && others.length === 0 && only.columns === null
      ? { source: only, column }
      : null;
  }
  // USING makes one of the columns that its tables have in common.
  const isOne = more.every((one) => one.on.some((condition) => isSameName(condition, column)));
  return isOne ? { source, column } : null;
}

function isSameName(condition: Expression, column: string): boolean {
  const names = namesIn(condition);
  return names.length === 2 && names.every((parts) => parts.at(-1)?.toLowerCase() === column.toLowerCase());
}

/** The one column that an expression is, or is made of. */
export function onlyReference(expr: unknown, block: Block): Reference | null {
  const { list, isWhole } = referencesIn(expr, block);
  const [first] = list;
  if (first === undefined || !isWhole) return null;
  const isSame = list.every(
    (one) => one.source === first.source && one.column.toLowerCase() === first.column.toLowerCase(),
  );
  return isSame ? first : null;
}

/** What the catalog knows of it. */
export const catalogColumn = ({ source, column }: Reference): Column | null =>
  source.table?.columns.find((one) => one.name.toLowerCase() === column.toLowerCase()) ?? null;
