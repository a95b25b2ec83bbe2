import type { Expression, Select } from '../../../../shared/sql/tree.ts';
import type { Item, Source } from './block.ts';
import { isAggregated } from './expressions.ts';

export function integerOf(expr: Expression | null | undefined): number | null {
  if (expr == null || !('Value' in expr)) return null;
  const { value } = expr.Value;
  return typeof value === 'object' && 'Number' in value ? Number(value.Number[0]) : null;
}

/** Null when a star stands among them. */
export function itemsOf(select: Select): Item[] | null {
  const items = select.projection.map((one): Item | null => {
    if ('ExprWithAlias' in one) return { name: one.ExprWithAlias.alias.value, expr: one.ExprWithAlias.expr };
    if (!('UnnamedExpr' in one)) return null;
    const expr = one.UnnamedExpr;
    if ('Identifier' in expr) return { name: expr.Identifier.value, expr };
    if ('CompoundIdentifier' in expr) return { name: expr.CompoundIdentifier.at(-1)?.value ?? null, expr };
    return { name: null, expr };
  });
  return items.includes(null) ? null : (items as Item[]);
}

export function groupsOf(select: Select, items: Item[] | null, sources: Source[]): Expression[] {
  if (!('Expressions' in select.group_by))
    return (items ?? []).map(({ expr }) => expr).filter((expr) => !isAggregated(expr));
  return select.group_by.Expressions[0].map((expr) => resolve(expr, items, sources));
}

/**
 * `ORDER BY 2` and `ORDER BY total` mean an item of the SELECT; in GROUP BY a column of a source comes before an item of
 * the same name.
 */
export function resolve(expr: Expression, items: Item[] | null, sources: Source[] | null): Expression {
  const ordinal = integerOf(expr);
  if (ordinal !== null) return items?.[ordinal - 1]?.expr ?? expr;
  if (!('Identifier' in expr)) return expr;
  const name = expr.Identifier.value.toLowerCase();
  if (sources?.some((source) => source.columns?.has(name))) return expr;
  const named = items?.find((item) => item.name?.toLowerCase() === name);
  return named?.expr ?? expr;
}
