import type { Expression, FunctionCall, Query } from '../../../../shared/sql/tree.ts';
import { countIn, suspicion, type Check, type Subject, type Suspicion } from '../check.ts';
import type { Block, Source } from '../sql/block.ts';
import { blockOfSubquery } from '../sql/blocks.ts';
import { aggregate, columnOf, crossJoin, derived, item, select, when } from '../sql/build.ts';
import {
  aggregatesIn,
  argumentsOf,
  bare,
  isAggregated,
  isDistinct,
  nameOfCall,
  numberOf,
  valuesOf,
  windowsIn,
} from '../sql/expressions.ts';
import { rowsOf } from '../sql/numbered.ts';
import { onlyReference } from '../sql/references.ts';
import { percent, warning } from '../words.ts';

/** Shares whose whole is not the whole: of groups that were cut before, or of other rows. */
export const wrongWholes: Check = (subject) =>
  subject.blocks.flatMap((block) => [
    ...ofKeptGroups(subject, block),
    ...ofCutSources(subject, block),
    ...(block.isOutermost ? unequalToWhole(subject, block) : []),
  ]);

interface Ratio {
  over: Expression;
  under: Expression;
  isPercent: boolean;
  /** Its column in the result. */
  place: number;
}

const inPercent = (expr: Expression): boolean => /"Number":\["100(?:\.0*)?"/.test(JSON.stringify(expr));

const ratiosOf = (block: Block): Ratio[] =>
  (block.items ?? []).flatMap(({ expr }, place) => {
    const ratio = ratioIn(expr);
    return ratio === null ? [] : [{ place, isPercent: inPercent(expr), ...ratio }];
  });

/** a / b, however it is cast, rounded and turned into per cent. */
function ratioIn(expr: Expression): { over: Expression; under: Expression } | null {
  const plain = bare(expr);
  if (!('BinaryOp' in plain)) return null;
  const { left, op, right } = plain.BinaryOp;
  if (op === 'Divide') return { over: left, under: right };
  if (op !== 'Multiply') return null;
  return numberOf(left) === null ? (numberOf(right) === null ? null : ratioIn(left)) : ratioIn(right);
}

/** The sums over all rows of a block's result: OVER () without anything in it. */
const totalsIn = (expr: Expression): FunctionCall[] =>
  windowsIn(expr)
    .filter(({ over }) => {
      const spec = over != null && 'WindowSpec' in over ? over.WindowSpec : null;
      return spec !== null && !spec.partition_by?.length && !spec.order_by?.length;
    })
    .filter((call) => nameOfCall(call) === 'sum' || nameOfCall(call) === 'count');

/** HAVING comes before windows: sum(count(*)) OVER () is the sum of the groups that were kept. */
function ofKeptGroups(subject: Subject, block: Block): Suspicion[] {
  const { having } = block;
  if (having == null || block.groups.length === 0) return [];
  const [total] = ratiosOf(block).flatMap(({ under }) => totalsIn(under));
  const value = total === undefined ? undefined : argumentsOf(total)[0];
  if (value === undefined || !isAggregated(value)) return [];
  const groups = rowsOf(block, {
    with: null,
    items: [item(value, 'value'), item(having, 'kept')],
    groups: block.groups,
  });
  const of = columnOf('all_groups', 'value');
  const query = select({
    with: block.with,
    items: [
      item(aggregate('sum', when(columnOf('all_groups', 'kept'), of)), 'kept'),
      item(aggregate('sum', of), 'total'),
    ],
    from: [{ relation: derived(groups, 'all_groups') }],
  });
  return [cut(subject, query)];
}

/** The total of a list that was cut is not the total of all. */
function ofCutSources(subject: Subject, block: Block): Suspicion[] {
  return ratiosOf(block).flatMap(({ under }) => {
    const window = totalsIn(under)[0];
    const value = window === undefined ? undefined : argumentsOf(window)[0];
    if (value !== undefined) return cutSource(subject, block, value);
    const plain = bare(under);
    if (!('Subquery' in plain)) return [];
    const inner = blockOfSubquery(plain.Subquery, subject.catalog, block);
    const [total] = (inner?.items ?? []).flatMap(({ expr }) => aggregatesIn(expr));
    if (inner === null || total?.name !== 'sum' || total.argument === null || inner.where.length > 0)
      return [];
    return cutSource(subject, inner, total.argument);
  });
}

function cutSource(subject: Subject, block: Block, value: Expression): Suspicion[] {
  const reference = onlyReference(value, block);
  const inner = reference?.source.inner ?? null;
  if (reference === null || inner?.query == null || inner.groups.length === 0) return [];
  const { limit, select: body } = inner;
  if (limit === null && body.having == null && body.qualify == null) return [];
  const made = inner.items?.find(({ name }) => name?.toLowerCase() === reference.column.toLowerCase());
  // Averages of more groups have no total.
  if (made === undefined || !isAdditive(made.expr)) return [];
  const whole: Query = {
    ...inner.query,
    limit_clause: null,
    fetch: null,
    order_by: null,
    body: { Select: { ...body, having: null, qualify: null } },
  };
  const totalOf = (query: Query, name: string) =>
    derived(
      select({
        items: [item(aggregate('sum', columnOf('listed', reference.column)), 'total')],
        from: [{ relation: derived(query, 'listed') }],
      }),
      name,
    );
  const query = select({
    with: inner.with,
    items: [item(columnOf('kept', 'total'), 'kept'), item(columnOf('whole', 'total'), 'total')],
    from: [{ relation: totalOf(inner.query, 'kept'), joins: [crossJoin(totalOf(whole, 'whole'))] }],
  });
  return [cut(subject, query)];
}

function isAdditive(expr: Expression): boolean {
  const [only, ...more] = aggregatesIn(expr);
  if (only === undefined || more.length > 0 || isDistinct(only.call)) return false;
  return 'Function' in bare(expr) && (only.name === 'sum' || only.name === 'count');
}

const cut = ({ language }: Subject, query: Query): Suspicion =>
  suspicion([query], ([answer]) => {
    const [kept, total] = [countIn(answer, 0), countIn(answer, 1)];
    if (total === 0 || Math.abs(kept - total) <= Math.abs(total) * 1e-9) return null;
    const figure = percent(kept / total);
    return warning(language, {
      check: 'shares_of_a_part',
      severity: 'notice',
      figure,
      texts: {
        en: `The shares are of the groups that are left, ${figure} of the whole: the others were cut before.`,
        ja: `割合は残ったグループ（全体の${figure}）に対するものです。ほかのグループは計算の前に除かれています。`,
      },
    });
  });

/** Shares of all groups that do not make one whole together. */
function unequalToWhole({ language, extract }: Subject, block: Block): Suspicion[] {
  const { limit, groups, having, qualify } = block;
  if (groups.length === 0 || limit !== null || having !== null || qualify !== null) return [];
  if (extract.rows.length !== extract.rowCount || extract.rowCount < 2) return [];
  return ratiosOf(block).flatMap(({ over, under, place, isPercent }) => {
    if (!isShareOfAll(over, under, block)) return [];
    const column = extract.rows.map((row) => Number(row[place] ?? 0));
    const sum = column.reduce((all, one) => all + one, 0);
    const whole = isPercent ? sum / 100 : sum;
    // Rounded shares miss by half a digit each.
    if (!Number.isFinite(sum) || Math.abs(whole - 1) <= 0.005 * Math.min(extract.rowCount, 4)) return [];
    const figure = percent(whole);
    return [
      suspicion([], () =>
        warning(language, {
          check: 'shares_of_a_part',
          severity: 'notice',
          figure,
          texts: {
            en: `The shares of all groups add up to ${figure}, not to 100%: they are shares of other rows than those that were counted.`,
            ja: `全グループの割合の合計が100%ではなく${figure}です。数えた行と割合の分母の行が異なります。`,
          },
        }),
      ),
    ];
  });
}

/** All rows of a group over a total that is one number for all groups. */
function isShareOfAll(over: Expression, under: Expression, block: Block): boolean {
  const parts = aggregatesIn(over);
  const [part] = parts;
  if (part === undefined || parts.length > 1 || !isAdditive(partOf(over)) || part.call.filter != null)
    return false;
  if (part.argument !== null && valuesOf(part.argument)[0] !== part.argument) return false;
  const plain = bare(under);
  if ('Subquery' in plain) return true;
  return totalsIn(under).length > 0 || isSingle(onlyReference(under, block)?.source);
}

/** Without the 100 that makes per cent of it. */
function partOf(over: Expression): Expression {
  const plain = bare(over);
  if (!('BinaryOp' in plain) || plain.BinaryOp.op !== 'Multiply') return plain;
  return partOf(numberOf(plain.BinaryOp.left) === null ? plain.BinaryOp.left : plain.BinaryOp.right);
}

const isSingle = (source: Source | undefined): boolean =>
  source?.inner != null &&
  source.inner.groups.length === 0 &&
  (source.inner.items ?? []).some(({ expr }) => isAggregated(expr));
