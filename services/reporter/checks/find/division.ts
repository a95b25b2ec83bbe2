import type { Expression, ExpressionVariants } from '../../../../shared/sql/tree.ts';
import { suspicion, type Check, type Subject, type Suspicion } from '../check.ts';
import type { Block } from '../sql/block.ts';
import { item } from '../sql/build.ts';
import { aggregatesIn, isAggregated, namesIn, numberOf, visit } from '../sql/expressions.ts';
import { rowsOf } from '../sql/numbered.ts';
import { catalogColumn, onlyReference } from '../sql/references.ts';
import { formatNumber } from '../../answer/format.ts';
import { warning } from '../words.ts';

/**
 * A whole number by a whole number is a whole number: Redshift's 1 / 3 is 0, DuckDB's 1 // 3 too. What is divided by a
 * constant may be meant as steps (ages by ten); what is divided by a count is a mean or a share.
 */
export const integerDivision: Check = (subject) => {
  const block = subject.blocks.find(({ isOutermost }) => isOutermost);
  if (block?.items == null) return [];
  return block.items.flatMap(({ expr, name }, place) => {
    const exact = withoutTruncation(subject, block, expr);
    return exact === null ? [] : suspect(subject, block, { exact, name: name ?? '', place });
  });
};

/** The expression with every such division made in floating point; null when there is none. */
function withoutTruncation(subject: Subject, block: Block, expr: Expression): Expression | null {
  const copy = structuredClone(expr);
  let isFound = false;
  visit({ copy }, (construct, node) => {
    if (construct !== 'BinaryOp') return true;
    const division = node as ExpressionVariants['BinaryOp'];
    const { left, op, right } = division;
    const truncates = op === 'DuckIntegerDivide' || (op === 'Divide' && subject.dialect === 'redshift');
    if (!truncates || !isWhole(left, block) || !isWhole(right, block) || !isCounted(right)) return true;
    isFound = true;
    Object.assign(division, {
      left: { Cast: { kind: 'Cast', expr: left, data_type: 'DoublePrecision' } },
      op: 'Divide',
    });
    return true;
  });
  return isFound ? copy : null;
}

const isCounted = (expr: Expression): boolean => isAggregated(expr) || namesIn(expr).length > 0;

function isWhole(expr: Expression, block: Block): boolean {
  if ('Nested' in expr) return isWhole(expr.Nested, block);
  const constant = numberOf(expr);
  if (constant !== null) return Number.isInteger(constant) && !/[.e]/i.test(JSON.stringify(expr));
  if ('Cast' in expr)
    return /"(?:BigInt|Int\d?|Integer|SmallInt|TinyInt)"/.test(JSON.stringify(expr.Cast.data_type));
  if ('BinaryOp' in expr)
    return (
      ['Plus', 'Minus', 'Multiply'].includes(expr.BinaryOp.op) &&
      isWhole(expr.BinaryOp.left, block) &&
      isWhole(expr.BinaryOp.right, block)
    );
  if ('Case' in expr)
    return [
      ...expr.Case.conditions.map(({ result }) => result),
      ...(expr.Case.else_result == null ? [] : [expr.Case.else_result]),
    ].every((one) => isWhole(one, block));
  const [only] = 'Function' in expr ? aggregatesIn(expr) : [];
  if (only !== undefined)
    return (
      only.name === 'count' ||
      (['sum', 'min', 'max'].includes(only.name) && only.argument !== null && isWhole(only.argument, block))
    );
  const reference = onlyReference(expr, block);
  const column = reference === null ? null : catalogColumn(reference);
  return column !== null && /^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER|\d)?$/i.test(column.type);
}

function suspect(
  { language, extract }: Subject,
  block: Block,
  { exact, name, place }: { exact: Expression; name: string; place: number },
): Suspicion[] {
  const { having, qualify } = block;
  const query = rowsOf(block, {
    items: [item(exact, 'exact')],
    groups: block.groups,
    having,
    qualify,
    orders: block.orders,
    limit: 1,
    offset: block.offset,
  });
  return [
    suspicion([query], ([answer]) => {
      const right = Number(answer?.[0]?.[0] ?? NaN);
      const shown = extract.rows[0]?.[place];
      if (shown == null || !Number.isFinite(right) || Math.abs(Number(shown) - right) < 1e-9) return null;
      const [from, to] = [formatNumber(right), formatNumber(Number(shown))];
      return warning(language, {
        check: 'integer_division',
        severity: 'serious',
        figure: `${from} → ${to}`,
        texts: {
          en: `${name === '' ? 'A division' : name} divides whole numbers and drops what is left over: ${from} became ${to}.`,
          ja: `${name === '' ? '割り算' : name}は整数どうしの割り算で端数が切り捨てられています（${from} → ${to}）。`,
        },
      });
    }),
  ];
}
