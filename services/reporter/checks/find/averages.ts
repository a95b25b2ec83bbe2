import type { Expression } from '../../../../shared/sql/tree.ts';
import { countIn, suspicion, type Check, type Subject, type Suspicion } from '../check.ts';
import type { Block } from '../sql/block.ts';
import { aggregate, columnOf, crossJoin, derived, item, select } from '../sql/build.ts';
import { aggregatesIn, bare } from '../sql/expressions.ts';
import { rowsOf } from '../sql/numbered.ts';
import { onlyReference } from '../sql/references.ts';
import { formatNumber } from '../../answer/format.ts';
import { warning } from '../words.ts';

/** An average of averages takes a small group for as much as a large one. */
export const averageOfAverages: Check = (subject) =>
  subject.blocks.flatMap((block) =>
    (block.items ?? []).flatMap(({ expr }) =>
      aggregatesIn(expr).flatMap(({ name, argument }) =>
        name === 'avg' && argument !== null ? suspect(subject, block, argument) : [],
      ),
    ),
  );

function suspect({ language }: Subject, block: Block, argument: Expression): Suspicion[] {
  const reference = onlyReference(argument, block);
  const inner = reference?.source.inner ?? null;
  if (reference === null || inner?.query == null || inner.groups.length === 0) return [];
  // Of groups that were cut the rows are others.
  if (inner.limit !== null || inner.having !== null || inner.qualify !== null) return [];
  const made = inner.items?.find(({ name }) => name?.toLowerCase() === reference.column.toLowerCase())?.expr;
  if (made === undefined || !isMean(made)) return [];
  const pooled = rowsOf(inner, { with: null, items: [item(made, 'value')] });
  const averaged = select({
    items: [item(aggregate('avg', columnOf('of_groups', reference.column)), 'value')],
    from: [{ relation: derived(inner.query, 'of_groups') }],
  });
  const query = select({
    with: inner.with,
    items: [item(columnOf('averaged', 'value'), 'averaged'), item(columnOf('pooled', 'value'), 'pooled')],
    from: [{ relation: derived(averaged, 'averaged'), joins: [crossJoin(derived(pooled, 'pooled'))] }],
  });
  return [
    suspicion([query], ([answer]) => {
      const [mean, overall] = [countIn(answer, 0), countIn(answer, 1)];
      // Groups of one size, or nearly so, make no difference that anybody sees.
      if (Math.abs(mean - overall) <= Math.abs(overall) * 0.001) return null;
      const [one, other] = [formatNumber(mean), formatNumber(overall)];
      return warning(language, {
        check: 'average_of_averages',
        severity: 'notice',
        figure: `${one} / ${other}`,
        texts: {
          en: `This is an average of the groups' averages (${one} over all groups); over all rows it is ${other}.`,
          ja: `グループごとの平均をさらに平均しています（全グループで${one}）。全行の平均は${other}です。`,
        },
      });
    }),
  ];
}

/** avg(x), or one sum by another. */
function isMean(expr: Expression): boolean {
  const plain = bare(expr);
  if ('Function' in plain) return aggregatesIn(plain)[0]?.name === 'avg';
  if (!('BinaryOp' in plain) || plain.BinaryOp.op !== 'Divide') return false;
  const { left, right } = plain.BinaryOp;
  return [left, right].every((side) => aggregatesIn(side).length > 0);
}
