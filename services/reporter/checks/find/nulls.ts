import type { Expression, Query } from '../../../../shared/sql/tree.ts';
import { countIn, suspicion, type Check, type Subject, type Suspicion } from '../check.ts';
import type { Block } from '../sql/block.ts';
import { columnOf, countRows, isNull, item, nameOf, select } from '../sql/build.ts';
import { conjunctsOf, namesIn } from '../sql/expressions.ts';
import { catalogColumn, onlyReference, referencesIn, type Reference } from '../sql/references.ts';
import { count, warning } from '../words.ts';

/** Rows that are in no result because a value is missing: NULL is neither equal to anything nor different from it. */
export const lostToNull: Check = (subject) =>
  subject.blocks.flatMap((block) => [
    ...block.where.flatMap((condition) => inCondition(subject, block, condition)),
    ...block.groups.flatMap((group) => inGroup(subject, block, group)),
  ]);

/** Whether a value may be missing there. */
export const mayBeNull = (reference: Reference): boolean =>
  reference.source.isOptional || (catalogColumn(reference)?.nullShare ?? 1) > 0;

function inCondition(subject: Subject, block: Block, condition: Expression): Suspicion[] {
  if ('InSubquery' in condition && condition.InSubquery.negated === true)
    return notInSubquery(subject, block, condition.InSubquery.subquery);
  const compared = differing(condition);
  const reference = compared === null ? null : onlyReference(compared, block);
  if (compared === null || reference === null || !mayBeNull(reference)) return [];
  const isSettled = block.where.some(
    (other) =>
      ('IsNotNull' in other || 'IsNull' in other) && onlyReference(other, block)?.column === reference.column,
  );
  if (isSettled) return [];
  const query = {
    items: [item(countRows, 'lost')],
    where: [...block.where.filter((other) => other !== condition), isNull(compared)],
  };
  const { column } = reference;
  return [
    suspicion([select({ with: block.with, from: block.select.from ?? [], ...query })], ([answer]) => {
      const lost = countIn(answer, 0);
      if (lost === 0) return null;
      return warning(subject.language, {
        check: 'rows_lost_to_null',
        severity: 'notice',
        figure: count(lost),
        texts: {
          en: `${count(lost)} rows have no ${column} and are left out: a filter for other values does not take them.`,
          ja: `${column}の値がない${count(lost)}行は、「〜以外」の条件に当てはまらないため含まれていません。`,
        },
      });
    }),
  ];
}

/** What a condition wants to be different from something. */
function differing(condition: Expression): Expression | null {
  if ('BinaryOp' in condition && condition.BinaryOp.op === 'NotEq') {
    const { left, right } = condition.BinaryOp;
    if (namesIn(right).length === 0) return left;
    return namesIn(left).length === 0 ? right : null;
  }
  for (const construct of ['InList', 'Like', 'ILike', 'Between'] as const)
    if (construct in condition) {
      const { negated, expr } =
        (condition as Record<string, { negated?: boolean; expr: Expression }>)[construct] ?? {};
      return negated === true && expr !== undefined ? expr : null;
    }
  if (!('UnaryOp' in condition) || condition.UnaryOp.op !== 'Not') return null;
  const [only, ...more] = conjunctsOf(condition.UnaryOp.expr);
  const inner = only !== undefined && 'Nested' in only ? only.Nested : only;
  if (inner === undefined || more.length > 0) return null;
  if ('BinaryOp' in inner && inner.BinaryOp.op === 'Eq') return inner.BinaryOp.left;
  if ('InList' in inner) return inner.InList.expr;
  return 'Like' in inner ? inner.Like.expr : null;
}

/** `x NOT IN (1, NULL)` is never true. */
function notInSubquery({ language }: Subject, block: Block, subquery: Query): Suspicion[] {
  const excluded = {
    Derived: { subquery, alias: { name: nameOf('excluded'), columns: [{ name: nameOf('kaiseki_value') }] } },
  };
  const nulls = select({
    with: block.with,
    items: [item(countRows, 'missing')],
    from: [{ relation: excluded }],
    where: [isNull(columnOf('excluded', 'kaiseki_value'))],
  });
  return [
    suspicion([nulls], ([answer]) => {
      const missing = countIn(answer, 0);
      if (missing === 0) return null;
      return warning(language, {
        check: 'rows_lost_to_null',
        severity: 'serious',
        figure: count(missing),
        texts: {
          en: `NOT IN meets ${count(missing)} rows without a value in its subquery, so it lets no row pass at all.`,
          ja: `NOT INの副問い合わせに値のない行が${count(missing)}行あるため、どの行も条件を満たしません。`,
        },
      });
    }),
  ];
}

/** 'a' || NULL is NULL: rows that differ fall into one group without a name. */
function inGroup({ language }: Subject, block: Block, group: Expression): Suspicion[] {
  if (!('BinaryOp' in group) || group.BinaryOp.op !== 'StringConcat') return [];
  const { list, isWhole } = referencesIn(group, block);
  if (!isWhole || !list.some(mayBeNull)) return [];
  const query = select({
    with: block.with,
    items: [item(countRows, 'lost')],
    from: block.select.from ?? [],
    where: [...block.where, isNull(group)],
  });
  return [
    suspicion([query], ([answer]) => {
      const lost = countIn(answer, 0);
      if (lost === 0) return null;
      return warning(language, {
        check: 'rows_lost_to_null',
        severity: 'notice',
        figure: count(lost),
        texts: {
          en: `${count(lost)} rows fall into one group without a name: one part of what they are grouped by is missing.`,
          ja: `グループ化に使う値の一部が欠けている${count(lost)}行が、名前のない1つのグループにまとめられています。`,
        },
      });
    }),
  ];
}
