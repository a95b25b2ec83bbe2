import type { Expression, FunctionCall, Query } from '../../../../shared/sql/tree.ts';

/** The conditions that all must hold. */
export function conjunctsOf(expr: Expression | null | undefined): Expression[] {
  if (expr == null) return [];
  if ('Nested' in expr) {
    const inner = conjunctsOf(expr.Nested);
    return inner.length > 1 ? inner : [expr];
  }
  if ('BinaryOp' in expr && expr.BinaryOp.op === 'And')
    return [...conjunctsOf(expr.BinaryOp.left), ...conjunctsOf(expr.BinaryOp.right)];
  return [expr];
}

/** Without parentheses, casts and rounding: what a value is made of. */
export function bare(expr: Expression): Expression {
  if ('Nested' in expr) return bare(expr.Nested);
  if ('Cast' in expr) return bare(expr.Cast.expr);
  if ('Function' in expr && ['round', 'coalesce', 'nullif'].includes(nameOfCall(expr.Function))) {
    const [first] = argumentsOf(expr.Function);
    return first === undefined ? expr : bare(first);
  }
  return expr;
}

export const isColumn = (expr: Expression): boolean => 'Identifier' in expr || 'CompoundIdentifier' in expr;

export const nameOfCall = (call: FunctionCall): string =>
  call.name.at(-1)?.Identifier.value.toLowerCase() ?? '';

/** The arguments that are expressions; count(*) has none. */
export const argumentsOf = (call: FunctionCall): Expression[] =>
  call.args === 'None'
    ? []
    : call.args.List.args.flatMap(({ Unnamed: one }) =>
        typeof one === 'object' && 'Expr' in one ? [one.Expr] : [],
      );

export const isDistinct = (call: FunctionCall): boolean =>
  call.args !== 'None' && call.args.List.duplicate_treatment === 'Distinct';

/** Aggregates that give another value when a row counts twice. */
export const sums: ReadonlySet<string> = new Set(['sum', 'count']);
export const means: ReadonlySet<string> = new Set(
  'avg median stddev stddev_pop stddev_samp variance var_pop var_samp quantile_cont quantile_disc percentile_cont percentile_disc'.split(
    ' ',
  ),
);
const others =
  'min max mode first last any_value string_agg listagg arg_max arg_min max_by min_by bool_and bool_or corr approx_count_distinct'.split(
    ' ',
  );
const aggregates: ReadonlySet<string> = new Set([...sums, ...means, ...others]);

/** A call of an aggregate over rows, not over a window. */
export interface Aggregate {
  name: string;
  call: FunctionCall;
  /** Null for count(*). */
  argument: Expression | null;
}

/** The aggregates of an expression, those within window functions included, those of its subqueries not. */
export function aggregatesIn(expr: unknown): Aggregate[] {
  const found: Aggregate[] = [];
  visit(expr, (construct, node) => {
    if (construct !== 'Function') return true;
    const call = node as FunctionCall;
    const name = nameOfCall(call);
    if (call.over != null || !aggregates.has(name)) return true;
    const ordered = call.within_group?.[0]?.expr;
    found.push({ name, call, argument: ordered ?? argumentsOf(call)[0] ?? null });
    return false;
  });
  return found;
}

export const isAggregated = (expr: Expression): boolean => aggregatesIn(expr).length > 0;

/** The calls over a window. */
export function windowsIn(expr: unknown): FunctionCall[] {
  const found: FunctionCall[] = [];
  visit(expr, (construct, node) => {
    if (construct === 'Function' && (node as FunctionCall).over != null) found.push(node as FunctionCall);
    return true;
  });
  return found;
}

/** Names of columns as they are written: `column`, or `source.column`. */
export function namesIn(expr: unknown, { within = false } = {}): string[][] {
  const found: string[][] = [];
  visit(
    expr,
    (construct, node) => {
      if (construct === 'Identifier') found.push([(node as { value: string }).value]);
      else if (construct === 'CompoundIdentifier')
        found.push((node as { value: string }[]).map((one) => one.value));
      else return true;
      return false;
    },
    within,
  );
  return found;
}

export const subqueriesIn = (expr: unknown): Query[] => {
  const found: Query[] = [];
  visit(expr, (construct, node) => {
    if (construct === 'subquery' || construct === 'Subquery') found.push(node as Query);
    return true;
  });
  return found;
};

/** Fields that hold names and words, not expressions. */
export const notExpressions: ReadonlySet<string> = new Set([
  'name',
  'data_type',
  'field',
  'alias',
  'window_name',
  'NamedWindow',
  'quote_style',
]);

/** Calls `enter` for each construct and goes into it where that says so; into subqueries only where `within`. */
export function visit(
  node: unknown,
  enter: (construct: string, node: unknown) => boolean,
  within = false,
): void {
  if (Array.isArray(node)) {
    for (const one of node) visit(one, enter, within);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  for (const [construct, inner] of Object.entries(node)) {
    if (notExpressions.has(construct)) continue;
    const goesOn = enter(construct, inner);
    if (goesOn && (within || (construct !== 'subquery' && construct !== 'Subquery')))
      visit(inner, enter, within);
  }
}

/**
 * The parts that make the value of an aggregate's argument: in CASE the results, not the conditions. Rows that a CASE
 * over constants counts are nobody's measure.
 */
export function valuesOf(expr: Expression): Expression[] {
  const plain = 'Nested' in expr ? expr.Nested : expr;
  if ('Case' in plain) {
    const { conditions, else_result: rest } = plain.Case;
    return [...conditions.map(({ result }) => result), ...(rest == null ? [] : [rest])].flatMap(valuesOf);
  }
  if ('Cast' in plain) return valuesOf(plain.Cast.expr);
  return [plain];
}

/** The text of a literal, or null. */
export function textOf(expr: Expression): string | null {
  if (!('Value' in expr)) return null;
  const { value } = expr.Value;
  return typeof value === 'object' && 'SingleQuotedString' in value ? value.SingleQuotedString : null;
}

export function numberOf(expr: Expression): number | null {
  if (!('Value' in expr)) return null;
  const { value } = expr.Value;
  return typeof value === 'object' && 'Number' in value ? Number(value.Number[0]) : null;
}
