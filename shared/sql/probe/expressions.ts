import { expressionText } from '../print/query.ts';
import { Refused } from '../refused.ts';
import type { Expression, FunctionCall, Unit } from '../syntax.ts';
import { hasFewValues, hasRange, isTime, type Columns } from './columns.ts';

/** What a probe may compute. Each throws Refused, naming what is not allowed. */

export const quoted = (expression: Expression): string => expressionText(expression).slice(0, 100);
export const nameOf = ({ name }: FunctionCall): string =>
  name.map((part) => part.Identifier.value.toLowerCase()).join('.');

/** The arguments of a call that has nothing else: no DISTINCT, order, filter or window. */
function plainArguments(call: FunctionCall): Expression[] | null {
  if (call.args === 'None' || call.filter != null || call.over != null) return null;
  if ((call.within_group ?? []).length > 0 || call.null_treatment != null) return null;
  const { args, clauses, duplicate_treatment } = call.args.List;
  if (duplicate_treatment != null || (clauses ?? []).length > 0) return null;
  const given = args.flatMap(({ Unnamed: one }) =>
    typeof one === 'object' && 'Expr' in one ? [one.Expr] : [],
  );
  return given.length === args.length ? given : null;
}

const wordOf = (expression: Expression | undefined): string | null => {
  if (expression === undefined) return null;
  if ('Identifier' in expression) return expression.Identifier.value.toLowerCase();
  if (!('Value' in expression)) return null;
  const { value } = expression.Value;
  return typeof value === 'object' && 'SingleQuotedString' in value
    ? value.SingleQuotedString.toLowerCase()
    : null;
};

/** Periods of a day and more, and parts of a time that come again and again. */
const periods = new Set('year quarter month week day'.split(' '));
const parts = new Set(
  'year quarter month week day dow isodow dayofweek weekday doy dayofyear hour'.split(' '),
);
const partFunctions = new Set(
  'year quarter month week day dayofweek weekday isodow dayofmonth dayofyear hour dayname monthname'.split(
    ' ',
  ),
);

/** The month of a time, its weekday …: the time itself does not show. */
export function isPeriod(expression: Expression, columns: Columns): boolean {
  if ('Extract' in expression)
    return parts.has(unitOf(expression.Extract.field)) && isTimeColumn(expression.Extract.expr, columns);
  if (!('Function' in expression)) return false;
  const given = plainArguments(expression.Function);
  if (given === null) return false;
  const name = nameOf(expression.Function);
  const [first, second] = given;
  if (given.length === 1 && first !== undefined)
    return partFunctions.has(name) && isTimeColumn(first, columns);
  const allowed = name === 'date_trunc' ? periods : name === 'date_part' ? parts : null;
  const unit = wordOf(first);
  return given.length === 2 && second !== undefined && unit !== null && allowed?.has(unit) === true && isTimeColumn(second, columns); // prettier-ignore
}

const unitOf = (unit: Unit): string =>
  typeof unit === 'string' ? unit.toLowerCase() : 'Week' in unit ? 'week' : '';

function isTimeColumn(expression: Expression, columns: Columns): boolean {
  const inner = 'Cast' in expression && ['Date', 'Timestamp'].includes(typeOf(expression.Cast.data_type)) ? expression.Cast.expr : expression; // prettier-ignore
  const found = columns.ofName(inner);
  return found !== null && found.length > 0 && found.every(isTime);
}
const typeOf = (type: string | Record<string, unknown>): string =>
  typeof type === 'string' ? type : (Object.keys(type)[0] ?? '');

/** Columns of which the catalog tells every value anyway, and periods. */
export function isGroup(expression: Expression, columns: Columns): boolean {
  const found = columns.ofName(expression);
  return found === null ? isPeriod(expression, columns) : found.length > 0 && found.every(hasFewValues);
}

const sums = new Set(
  'avg mean sum median stddev stddev_pop stddev_samp variance var_pop var_samp skewness kurtosis'.split(' '),
);
const relations = new Set('corr covar_pop covar_samp regr_slope regr_r2 regr_intercept'.split(' '));
/** What is done with aggregates afterwards. */
const finishing = new Set('round abs coalesce nullif floor ceil sqrt'.split(' '));
const arithmetic = new Set(['Plus', 'Minus', 'Multiply', 'Divide', 'Modulo', 'DuckIntegerDivide']);
const comparisons = new Set(['Eq', 'NotEq', 'Lt', 'LtEq', 'Gt', 'GtEq', 'And', 'Or']);

export interface AggregateRules {
  columns: Columns;
  /** Whether the extremes of a column are those of the whole table, which the catalog tells. */
  readsWholeTable: boolean;
  /** Rows that a join repeats make sums of few rows look like sums of many. */
  countsOnly: boolean;
  /** Takes note of a column of which enough values must be there. */
  measured: (column: Expression) => void;
}

/** Aggregates of columns as they stand, literals, and what is computed of these. */
export function checkAggregate(expression: Expression, rules: AggregateRules, compares = false): void {
  const check = (one: Expression) => checkAggregate(one, rules, compares);
  if ('Value' in expression) return;
  if ('Nested' in expression) return check(expression.Nested);
  if ('Cast' in expression) return check(expression.Cast.expr);
  if ('UnaryOp' in expression) return check(expression.UnaryOp.expr);
  if ('BinaryOp' in expression) {
    const { left, op, right } = expression.BinaryOp;
    if (!arithmetic.has(op) && !(compares && comparisons.has(op))) return refuse(expression);
    check(left);
    return check(right);
  }
  if ('Ceil' in expression) return check(expression.Ceil.expr);
  if ('Floor' in expression) return check(expression.Floor.expr);
  if (!('Function' in expression)) return refuse(expression);
  const call = expression.Function;
  const name = nameOf(call);
  if (name === 'count' || name === 'approx_count_distinct') return checkCount(call, rules);
  const given = plainArguments(call);
  if (given !== null && finishing.has(name)) return given.forEach(check);
  if (given === null || rules.countsOnly) return refuse(expression);
  if ((name === 'min' || name === 'max') && given.length === 1) return checkExtreme(given, rules);
  const takes = sums.has(name) ? 1 : relations.has(name) ? 2 : 0;
  if (given.length !== takes) return refuse(expression);
  for (const one of given) {
    if (!rules.columns.of(one).every(({ kind }) => kind === 'number' || kind === 'boolean'))
      return refuse(one);
    rules.measured(one);
  }
}

function refuse(expression: Expression): never {
  throw new Refused(`a probe returns aggregates of columns and what it groups by, not ${quoted(expression)}`);
}

/** Of all rows, of the values of a column, of its different values: it says nothing of any of them. */
function checkCount(call: FunctionCall, { columns }: AggregateRules): void {
  if (call.args === 'None' || call.filter != null || call.over != null)
    throw new Refused('a probe counts without FILTER and OVER: group instead');
  for (const { Unnamed: one } of call.args.List.args) {
    if (one === 'Wildcard') continue;
    if (one === undefined || !('Expr' in one)) throw new Refused('a probe counts rows or a column');
    if (!isPeriod(one.Expr, columns)) columns.of(one.Expr);
  }
}

function checkExtreme(given: Expression[], { columns, readsWholeTable, measured }: AggregateRules): void {
  const [one] = given;
  if (one === undefined || isGroup(one, columns)) return;
  if (!columns.of(one).every(hasRange) || !readsWholeTable)
    throw new Refused(
      `the extremes of ${quoted(one)} would be cells: take the month of a time, or the average`,
    );
  measured(one);
}

/** Conditions on columns as they stand: comparisons with literals, lists, patterns, NULL. */
export function checkCondition(expression: Expression, columns: Columns): void {
  const check = (one: Expression) => checkCondition(one, columns);
  if ('Nested' in expression) return check(expression.Nested);
  if ('UnaryOp' in expression && expression.UnaryOp.op === 'Not') return check(expression.UnaryOp.expr);
  if ('BinaryOp' in expression) {
    const { left, op, right } = expression.BinaryOp;
    if (!comparisons.has(op)) return refuseCondition(expression);
    if (op === 'And' || op === 'Or') {
      check(left);
      return check(right);
    }
    const sides = [left, right].filter((side) => !isLiteral(side));
    if (sides.length > 1) return refuseCondition(expression);
    return sides.forEach((side) => checkOperand(side, columns));
  }
  for (const kind of ['IsNull', 'IsNotNull', 'IsTrue', 'IsNotTrue', 'IsFalse', 'IsNotFalse'] as const)
    if (kind in expression) return checkOperand((expression as Record<string, Expression>)[kind], columns);
  const tested =
    'Between' in expression
      ? { of: expression.Between.expr, with: [expression.Between.low, expression.Between.high] }
      : 'InList' in expression
        ? { of: expression.InList.expr, with: expression.InList.list }
        : 'Like' in expression
          ? { of: expression.Like.expr, with: [expression.Like.pattern] }
          : 'ILike' in expression
            ? { of: expression.ILike.expr, with: [expression.ILike.pattern] }
            : null;
  if (tested === null) {
    if (columns.ofName(expression) === null) return refuseCondition(expression);
    return void columns.of(expression);
  }
  if (!tested.with.every(isLiteral)) return refuseCondition(expression);
  checkOperand(tested.of, columns);
}

function checkOperand(expression: Expression | undefined, columns: Columns): void {
  if (expression === undefined) return;
  if ('Function' in expression && ['lower', 'upper', 'trim'].includes(nameOf(expression.Function))) {
    const [one, ...more] = plainArguments(expression.Function) ?? [];
    if (one !== undefined && more.length === 0) return void columns.of(one);
  }
  if (!isPeriod(expression, columns)) columns.of(expression);
}

function isLiteral(expression: Expression): boolean {
  if ('Value' in expression || 'TypedString' in expression) return true;
  if ('UnaryOp' in expression) return isLiteral(expression.UnaryOp.expr);
  return 'Cast' in expression && isLiteral(expression.Cast.expr);
}

function refuseCondition(expression: Expression): never {
  throw new Refused(`a probe compares columns with literals, not ${quoted(expression)}`);
}
