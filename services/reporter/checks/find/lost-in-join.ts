import type { Expression, Query } from '../../../../shared/sql/tree.ts';
import { countIn, suspicion, type Check, type Subject, type Suspicion } from '../check.ts';
import type { Block, Source } from '../sql/block.ts';
import { aggregate, isNull, item, leftJoin, when } from '../sql/build.ts';
import { aggregatesIn, isAggregated, valuesOf } from '../sql/expressions.ts';
import { conditionsOf, determinedBy, isUnique } from '../sql/keys.ts';
import { marked, numberedAlone, rowOf, rowsOf } from '../sql/numbered.ts';
import { onlyReference, referencesIn } from '../sql/references.ts';
import { count, warning } from '../words.ts';

/** Rows that are in no result because their partner is missing. */
export const lostInJoin: Check = (subject) =>
  subject.blocks.flatMap((block) => [
    ...lostLookUps(block).map((loss) => suspect(subject, block, loss)),
    ...lostEntities(block).map((loss) => suspect(subject, block, loss)),
  ]);

interface Loss {
  of: Source;
  partner: Source;
  keys: Expression[];
  /** What the partner must be besides, when that is why rows are lost. */
  conditions: Expression[];
}

/** Orders whose customer is unknown are in no sum by country. */
function lostLookUps(block: Block): Loss[] {
  return measured(block).flatMap((of) => {
    if (of.table === null || of.isOptional) return [];
    const looked = determinedBy(of, block);
    return partnersOf(block, of).filter(
      ({ partner }) => isInner(partner) && looked.has(partner) && !isWanted(partner, block),
    );
  });
}

/** "Orders of gold customers", "customers who paid": whoever has none is not meant. */
const isWanted = (partner: Source, block: Block): boolean =>
  block.where.some((condition) => {
    const { sources } = referencesIn(condition, block);
    return sources.size === 1 && sources.has(partner);
  });

const isInner = ({ join, isOptional }: Source): boolean => join !== 'left' && join !== 'full' && !isOptional;

/** The sources whose rows are summed, counted or listed. */
function measured(block: Block): Source[] {
  const read = (block.items ?? []).flatMap(({ expr }) =>
    aggregatesIn(expr).flatMap(({ argument }) => (argument === null ? [] : valuesOf(argument))),
  );
  const sources = [...referencesIn(read, block).sources];
  return sources.length > 0
    ? sources
    : block.sources.filter((source) => determinedBy(source, block).size === block.sources.length);
}

/** A list of customers with what each of them ordered lacks those who ordered nothing. */
function lostEntities(block: Block): Loss[] {
  const { limit, having, qualify } = block;
  if (limit !== null || having !== null || qualify !== null) return [];
  if (block.groups.length === 0 || !(block.items ?? []).some(({ expr }) => isAggregated(expr))) return [];
  return block.sources.flatMap((of) => {
    if (of.table === null || of.isOptional || !isListed(of, block)) return [];
    const single = determinedBy(of, block);
    // Groups by something of others are a list of these.
    if (block.groups.some((group) => [...referencesIn(group, block).sources].some((one) => !single.has(one))))
      return [];
    return partnersOf(block, of).flatMap((loss) => {
      const { partner } = loss;
      if (single.has(partner) || partner.table === null) return [];
      if (isInner(partner)) return isWanted(partner, block) ? [] : [loss];
      const conditions = block.where.filter((one) => demands(one, partner, block));
      return partner.join === 'left' && conditions.length > 0 ? [{ ...loss, conditions }] : [];
    });
  });
}

/** Each group is one row of it. */
const isListed = (source: Source, block: Block): boolean =>
  isUnique(
    source,
    block.groups.flatMap((group) => {
      const reference = onlyReference(group, block);
      return reference?.source === source ? [reference.column.toLowerCase()] : [];
    }),
  );

/** Whether a condition holds for no row that has no partner: what a LEFT JOIN kept it takes away. */
function demands(condition: Expression, partner: Source, block: Block): boolean {
  const [construct = ''] = Object.keys(condition);
  if (!['BinaryOp', 'InList', 'Between', 'Like', 'ILike'].includes(construct)) return false;
  if ('BinaryOp' in condition && condition.BinaryOp.op === 'Or') return false;
  const { sources, isWhole } = referencesIn(condition, block);
  return (
    isWhole &&
    sources.size === 1 &&
    sources.has(partner) &&
    !/"(?:coalesce|ifnull|nvl)"/i.test(JSON.stringify(condition))
  );
}

function partnersOf(block: Block, of: Source): Loss[] {
  return block.sources.flatMap((partner) => {
    // Who has no superior is no loss.
    if (partner === of || partner.table === null || partner.table === of.table) return [];
    const keys = conditionsOf(block).filter((condition) => {
      const { sources, isWhole } = referencesIn(condition, block);
      return isWhole && sources.size === 2 && sources.has(of) && sources.has(partner);
    });
    return keys.length === 0 ? [] : [{ of, partner, keys, conditions: [] }];
  });
}

function suspect({ language }: Subject, block: Block, loss: Loss): Suspicion {
  const { of, partner } = loss;
  const [name, other] = [of.table?.name ?? of.name, partner.table?.name ?? partner.name];
  return suspicion([countQuery(block, loss)], ([answer]) => {
    const [lost, all] = [countIn(answer, 0), countIn(answer, 1)];
    if (lost === 0) return null;
    const figure = `${count(lost)} / ${count(all)}`;
    return warning(language, {
      check: 'rows_lost_in_join',
      severity: 'notice',
      figure,
      texts: {
        en: `${count(lost)} of ${count(all)} rows of ${name} have no matching row in ${other}${loss.conditions.length > 0 ? ' that meets the filter' : ''} and are left out.`,
        ja: `${name}の${count(all)}行のうち${count(lost)}行は、${other}に${loss.conditions.length > 0 ? '条件を満たす' : ''}対応する行がないため結果に含まれていません。`,
      },
    });
  });
}

/** The rows that the block takes of one source by its own conditions, and those of them without a partner. */
function countQuery(block: Block, { of, partner, keys, conditions }: Loss): Query {
  const own = block.where.filter((condition) => {
    const { sources, isWhole } = referencesIn(condition, block);
    return isWhole && sources.size === 1 && sources.has(of);
  });
  const lost = when(isNull(rowOf(partner)), rowOf(of));
  return rowsOf(block, {
    items: [
      item(aggregate('count', lost, { distinct: true }), 'lost'),
      item(aggregate('count', rowOf(of), { distinct: true }), 'all_rows'),
    ],
    from: [
      {
        ...numberedAlone(of, block),
        joins: [leftJoin(marked(partner, block, conditions), keys)],
      },
    ],
    where: own,
  });
}
