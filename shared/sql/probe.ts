import type { ModelSees } from '../model/settings.ts';
import type { Catalog } from '../plan/catalog.ts';
import { guardQuery, verdictOf, type GuardOptions, type GuardVerdict } from './guard.ts';
import { limited } from './limit.ts';
import { queryText } from './print/query.ts';
import { columnsOf, type Columns } from './probe/columns.ts';
import { checkAggregate, checkCondition, isGroup, quoted, type AggregateRules } from './probe/expressions.ts';
import { sourcesOf } from './probe/from.ts';
import { Refused } from './refused.ts';
import type { Expression, FunctionArguments, Query, Select } from './syntax.ts';

export interface ProbeOptions {
  sees: ModelSees;
  /** Of a group that may be told of. */
  minimumRows: number;
  catalog: Pick<Catalog, 'tables'>;
}

const shownRows = 20;

/**
 * Lets a query pass that looks at the data for a model before it plans. One that may see results sees rows, at most 20. One
 * that may see statistics sees aggregates over at least `minimumRows` rows: grouped by columns whose values the catalog
 * tells anyway or by periods of time, computed of columns as they stand (an expression or a CASE could single out a row).
 * Over joins it may only count, and enough different keys of every table must be there, or none of it: a join repeats rows.
 * The minimum is written into the query; groups below it do not come back.
 *
 * Not covered: the difference of two probes of which one leaves a single row out (there are three to a run), and that rows
 * are counted, not the people behind them.
 */
export const guardProbe = (
  sql: string,
  options: GuardOptions,
  { sees, minimumRows, catalog }: ProbeOptions,
): Promise<GuardVerdict> =>
  verdictOf(async () => {
    if (sees === 'schema') throw new Refused('nothing of the data may be looked at');
    const { query } = await guardQuery(sql, options);
    const probe = sees === 'results' ? query : aggregated(query, minimumRows, catalog);
    return (await guardQuery(queryText(limited(probe, shownRows)), options)).sql;
  });

function aggregated(query: Query, minimumRows: number, catalog: ProbeOptions['catalog']): Query {
  const { body } = query;
  if (query.with != null || !('Select' in body) || query.fetch != null)
    throw new Refused('a probe is one SELECT, without WITH, UNION and FETCH');
  const select = body.Select;
  if (select.distinct != null || select.top != null || select.qualify != null || select.named_window?.length)
    throw new Refused('a probe has no DISTINCT, TOP, QUALIFY and WINDOW: count, and group');
  const { tables, keys } = sourcesOf(select);
  const columns = columnsOf(tables, catalog);
  keys.forEach((key) => columns.of(key));
  if (select.selection != null) checkCondition(select.selection, columns);

  const outputs = outputsOf(select);
  const groups = groupsOf(select, outputs, columns);
  for (const group of groups)
    if (!isGroup(group, columns))
      throw new Refused(`a probe groups by columns with few values, or by a period, not by ${quoted(group)}`);
  const measured = new Map<string, Expression>();
  const rules: AggregateRules = {
    columns,
    readsWholeTable: tables.length === 1 && select.selection == null && groups.length === 0,
    countsOnly: tables.length > 1,
    measured: (column) => measured.set(quoted(column), column),
  };
  const grouped = new Set(groups.map(quoted));
  for (const { expression } of outputs)
    if (!grouped.has(quoted(expression))) checkAggregate(expression, rules);
  if (select.having != null) checkAggregate(select.having, rules, true);
  const order = query.order_by?.kind;
  for (const { expr } of order != null && 'Expressions' in order ? order.Expressions : []) {
    const isOutput = outputs.some(({ alias }) => alias !== null && alias === identifierOf(expr));
    if (!isOutput && !grouped.has(quoted(expr))) checkAggregate(expr, rules);
  }
  const enough = [
    atLeast(null, minimumRows),
    ...[...measured.values()].map((column) => atLeast(column, minimumRows)),
    ...keys.map((key) => enoughOrNone(key, minimumRows)),
  ];
  const having = [...(select.having == null ? [] : [{ Nested: select.having }]), ...enough].reduce(
    (left, right): Expression => ({ BinaryOp: { left, op: 'And', right } }),
  );
  return { ...query, body: { Select: { ...select, having } } };
}

interface Output {
  expression: Expression;
  alias: string | null;
}

const outputsOf = ({ projection }: Select): Output[] =>
  projection.map((item) => {
    if ('UnnamedExpr' in item) return { expression: item.UnnamedExpr, alias: null };
    if ('ExprWithAlias' in item)
      return { expression: item.ExprWithAlias.expr, alias: item.ExprWithAlias.alias.value.toLowerCase() };
    throw new Refused('a probe returns aggregates and what it groups by, not *');
  });

/** What stands in GROUP BY; a number or an alias means what is selected there. */
function groupsOf({ group_by }: Select, outputs: readonly Output[], columns: Columns): Expression[] {
  if (!('Expressions' in group_by)) throw new Refused('a probe names what it groups by');
  return group_by.Expressions[0].flatMap((group) => {
    const value = 'Value' in group ? group.Value.value : null;
    const place =
      value !== null && typeof value === 'object' && 'Number' in value ? Number(value.Number[0]) : null;
    if (place !== null) return [outputs[place - 1]?.expression ?? group];
    const meant = outputs.find(({ alias }) => alias !== null && alias === identifierOf(group));
    if (meant === undefined) return [group];
    // Which of a column and an alias of one name is meant depends on the warehouse: both have to pass.
    return columns.ofName(group)?.length ? [group, meant.expression] : [meant.expression];
  });
}

const identifierOf = (expression: Expression): string | null =>
  'Identifier' in expression ? expression.Identifier.value.toLowerCase() : null;

function count(args: FunctionArguments): Expression {
  return { Function: { name: [{ Identifier: { value: 'count' } }], args: { List: args } } };
}
const number = (value: number): Expression => ({ Value: { value: { Number: [String(value), false] } } });

/** `count(*) >= rows`, or that many values of a column. */
const atLeast = (column: Expression | null, rows: number): Expression => ({
  BinaryOp: {
    left: count({ args: [{ Unnamed: column === null ? 'Wildcard' : { Expr: column } }] }),
    op: 'GtEq',
    right: number(rows),
  },
});

const enoughOrNone = (column: Expression, rows: number): Expression => ({
  Between: {
    expr: count({ duplicate_treatment: 'Distinct', args: [{ Unnamed: { Expr: column } }] }),
    negated: true,
    low: number(1),
    high: number(rows - 1),
  },
});
