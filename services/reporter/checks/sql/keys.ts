import type { Expression } from '../../../../shared/sql/tree.ts';
import type { Block, Source } from './block.ts';
import { isAggregated } from './expressions.ts';
import { catalogColumn, onlyReference, referencesIn, type Reference } from './references.ts';

/** An equality between a column of one source and something of others. */
interface Equality {
  own: Reference;
  other: Expression;
}

/** All conditions of a block that every row of its result meets, its inner joins' among them. */
export const conditionsOf = (block: Block): Expression[] => [
  ...block.sources.flatMap(({ on }) => on),
  ...block.where,
];

function equalitiesOf(block: Block): Equality[] {
  return conditionsOf(block).flatMap((condition) => {
    if (!('BinaryOp' in condition) || condition.BinaryOp.op !== 'Eq') return [];
    const { left, right } = condition.BinaryOp;
    return [[left, right] as const, [right, left] as const].flatMap(([one, other]) => {
      const own = onlyReference(one, block);
      return own === null ? [] : [{ own, other }];
    });
  });
}

/**
 * The sources of which each row of `start` meets one row at most: they are reached over columns that are unique there.
 * Sources that are missing may still be so, where the catalog does not know.
 */
export function determinedBy(start: Source, block: Block): ReadonlySet<Source> {
  const equalities = equalitiesOf(block);
  const determined = new Set([start]);
  for (let isNew = true; isNew;) {
    isNew = false;
    for (const source of block.sources) {
      if (determined.has(source)) continue;
      const columns = equalities
        .filter(({ own, other }) => own.source === source && isWithin(other, determined, block))
        .map(({ own }) => own.column.toLowerCase());
      if (!isUnique(source, columns)) continue;
      determined.add(source);
      isNew = true;
    }
  }
  return determined;
}

function isWithin(expr: Expression, sources: ReadonlySet<Source>, block: Block): boolean {
  const read = referencesIn(expr, block);
  return read.isWhole && [...read.sources].every((one) => sources.has(one));
}

/** Up to here distinct values are counted, beyond they are estimated (a catalog says no more than that). */
const exactRows = 1_000_000;

/** Whether a source has one row at most for any values of these columns, as far as is known without asking. */
export function isUnique(source: Source, columns: string[]): boolean {
  const { table, inner } = source;
  if (table !== null)
    return columns.some((name) => {
      const column = catalogColumn({ source, column: name });
      return (
        column !== null &&
        table.rowCount <= exactRows &&
        table.rowCount > 0 &&
        column.distinctCount === table.rowCount
      );
    });
  if (inner?.items == null) return false;
  if (inner.limit === 1) return true;
  const isGrouped = inner.groups.length > 0 || inner.items.some(({ expr }) => isAggregated(expr));
  if (!isGrouped) return false;
  // A group is one row; without GROUP BY all rows are one group.
  return inner.groups.every((group) => {
    const item = inner.items?.find(
      ({ expr }) => JSON.stringify(stripped(expr)) === JSON.stringify(stripped(group)),
    );
    return item?.name != null && columns.includes(item.name.toLowerCase());
  });
}

/** Without the places in the text. */
export const stripped = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(stripped);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'span' && !key.endsWith('_token') && key !== 'quote_style')
      .map(([key, value]) => [key, stripped(value)]),
  );
};
