import type { Cell } from '../../../../shared/plan/dataset.ts';
import type { Expression, FunctionCall, OrderBy } from '../../../../shared/sql/tree.ts';
import { countIn, suspicion, type Check, type Subject, type Suspicion } from '../check.ts';
import type { Block } from '../sql/block.ts';
import { countRows, derived, item, select } from '../sql/build.ts';
import { isAggregated, nameOfCall, numberOf } from '../sql/expressions.ts';
import { isUnique } from '../sql/keys.ts';
import { rowsOf } from '../sql/numbered.ts';
import { onlyReference } from '../sql/references.ts';
import { count, warning } from '../words.ts';

/** A list that ends between equals: who is on it is chance. */
export const cutTies: Check = (subject) =>
  subject.blocks.flatMap((block) => [...atLimit(subject, block), ...atRowNumber(subject, block)]);

/** Rows of the answer of a check. */
const seenRows = 10;

function atLimit(subject: Subject, block: Block): Suspicion[] {
  const { limit, offset, items, query } = block;
  if (limit === null || limit < 1 || query === null || items === null || block.select.distinct != null)
    return [];
  const orders = decisive(block);
  if (orders.length === 0 || !mayHaveMore(subject, block, limit)) return [];
  const values = orders.map(({ expr }, place) => item(expr, `kaiseki_order_${place}`));
  const around = rowsOf(block, {
    items: values,
    groups: block.groups,
    having: block.having,
    qualify: block.qualify,
    orders,
    limit: seenRows,
    offset: offset + limit - 1,
  });
  return [
    suspicion([around], ([rows = []]) => {
      const [last, ...rest] = rows;
      if (last === undefined) return null;
      const cut = rest.findIndex((row) => !isSame(row, last));
      const equals = cut === -1 ? rest.length : cut;
      return equals === 0 ? null : tied(subject, equals, equals === seenRows - 1, String(last[0]));
    }),
  ];
}

const isSame = (a: Cell[], b: Cell[]): boolean => a.every((cell, place) => cell === b[place]);

/** The rows of the answer are known: fewer than the limit were not cut. */
const mayHaveMore = ({ extract }: Subject, block: Block, limit: number): boolean =>
  !block.isOutermost || extract.rowCount >= limit;

/**
 * What the order is meant to say. Of groups that are ordered by what was measured the rest only makes the order stable;
 * so does a key at the end of any order, but then the order leaves nothing to chance.
 */
function decisive(block: Block): OrderBy[] {
  const { orders } = block;
  if (block.groups.length > 0)
    return orders.slice(0, orders.findLastIndex(({ expr }) => isAggregated(expr)) + 1);
  const isTotal = orders.some(({ expr }) => {
    const reference = onlyReference(expr, block);
    return (
      reference !== null &&
      block.sources.length === 1 &&
      isUnique(reference.source, [reference.column.toLowerCase()])
    );
  });
  return isTotal ? [] : orders;
}

/** `QUALIFY row_number() OVER (ORDER BY x) <= 3` cuts as LIMIT does; per group it picks one of each, which may be meant. */
function atRowNumber(subject: Subject, block: Block): Suspicion[] {
  const { qualify } = block;
  if (qualify == null || !('BinaryOp' in qualify)) return [];
  const { left, op, right } = qualify.BinaryOp;
  if (!('Function' in left) || nameOfCall(left.Function) !== 'row_number' || numberOf(right) === null)
    return [];
  const over = left.Function.over;
  if (
    over == null ||
    !('WindowSpec' in over) ||
    over.WindowSpec.partition_by?.length ||
    !over.WindowSpec.order_by?.length
  )
    return [];
  const ranked: FunctionCall = { ...left.Function, name: [{ Identifier: { value: 'rank' } }] };
  const rows = (condition: Expression) =>
    derived(
      rowsOf(block, {
        with: null,
        items: [item({ Value: { value: { Number: ['1'] } } }, 'kept')],
        groups: block.groups,
        having: block.having,
        qualify: condition,
      }),
      'listed',
    );
  const queries = [qualify, { BinaryOp: { left: { Function: ranked }, op, right } }].map((condition) =>
    select({
      with: block.with,
      items: [item(countRows, 'kept')],
      from: [{ relation: rows(condition as Expression) }],
    }),
  );
  return [
    suspicion(queries, (answers) => {
      const more = countIn(answers[1], 0) - countIn(answers[0], 0);
      return more <= 0 ? null : tied(subject, more, false, null);
    }),
  ];
}

function tied({ language }: Subject, more: number, atLeast: boolean, value: string | null) {
  const figure = `${count(more)}${atLeast ? '+' : ''}`;
  const [en, ja] = value === null ? ['', ''] : [` (${value})`, `（${value}）`];
  return warning(language, {
    check: 'ties_cut',
    severity: 'notice',
    figure,
    texts: {
      en: `${figure} more ${more === 1 && !atLeast ? 'row has' : 'rows have'} the same value${en} as the last one shown and ${more === 1 && !atLeast ? 'is' : 'are'} cut off.`,
      ja: `最後の行と同じ値${ja}の行がほかに${figure}行ありますが、表示から外れています。`,
    },
  });
}
