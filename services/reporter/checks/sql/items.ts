import type { Expression, Select } from '../../../../shared/sql/tree.ts';
import type { Item, Source } from './block.ts';
import { wrapped } from './build.ts';
import { isAggregated, notExpressions } from './expressions.ts';

export function integerOf(expr: Expression | null | undefined): number | null {
  if (expr == null || !('Value' in expr)) return null;
  const { value } = expr.Value;
  return typeof value === 'object' && 'Number' in value ? Number(value.Number[0]) : null;
}

/** Null when a star stands among them. An item may name one before it: its alias stands for what it means. */
export function itemsOf(select: Select, sources: Source[]): Item[] | null {
  const items: Item[] = [];
  for (const one of select.projection) {
    if (!('ExprWithAlias' in one) && !('UnnamedExpr' in one)) return null;
    const written = 'ExprWithAlias' in one ? one.ExprWithAlias.expr : one.UnnamedExpr;
    const name = 'ExprWithAlias' in one ? one.ExprWithAlias.alias.value : ownName(written);
    items.push({ name, expr: withoutAliases(written, items, sources) });
  }
  return items;
}

function ownName(expr: Expression): string | null {
  if ('Identifier' in expr) return expr.Identifier.value;
  return 'CompoundIdentifier' in expr ? (expr.CompoundIdentifier.at(-1)?.value ?? null) : null;
}

export function groupsOf(select: Select, items: Item[] | null, sources: Source[]): Expression[] {
  if (!('Expressions' in select.group_by))
    return (items ?? []).map(({ expr }) => expr).filter((expr) => !isAggregated(expr));
  return select.group_by.Expressions[0].map((expr) => resolve(expr, items, sources));
}

/** `ORDER BY 2` means an item of the SELECT, `ORDER BY total` the one of that name. */
export function resolve(expr: Expression, items: Item[] | null, sources: Source[]): Expression {
  const ordinal = integerOf(expr);
  if (ordinal !== null) return items?.[ordinal - 1]?.expr ?? expr;
  return withoutAliases(expr, items ?? [], sources);
}

/** A column of a source comes before an item of the same name. */
export function withoutAliases<T>(node: T, items: Item[], sources: Source[]): T {
  const aliases = new Map(
    items.flatMap(({ name, expr }) => {
      const key = name?.toLowerCase() ?? null;
      const isColumn = sources.some(({ columns }) => columns === null || (key !== null && columns.has(key)));
      return key === null || isColumn ? [] : [[key, expr] as const];
    }),
  );
  return aliases.size === 0 ? node : (replaced(node, aliases) as T);
}

function replaced(node: unknown, aliases: ReadonlyMap<string, Expression>): unknown {
  if (Array.isArray(node)) return node.map((one) => replaced(one, aliases));
  if (typeof node !== 'object' || node === null) return node;
  const named =
    'Identifier' in node
      ? aliases.get((node.Identifier as { value: string }).value.toLowerCase())
      : undefined;
  if (named !== undefined) return wrapped(named);
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      notExpressions.has(key) || key === 'subquery' || key === 'Subquery' ? value : replaced(value, aliases),
    ]),
  );
}
