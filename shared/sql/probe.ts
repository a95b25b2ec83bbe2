import type { ModelSees } from '../model/settings.ts';
import type { Catalog, Column } from '../plan/catalog.ts';
import { guardSql, type GuardOptions, type GuardVerdict } from './guard.ts';
import { Refused } from './refused.ts';
import type { Expression, FunctionCall, Query, Select } from './syntax.ts';
import { expressionText, format, parseSelect } from './tree.ts';

export interface ProbeOptions {
  sees: ModelSees;
  /** Of a group that may be told of. */
  minimumRows: number;
  catalog: Pick<Catalog, 'tables'>;
}

const shownRows = 50;
/** Each says as much of a few rows as of many: counts. */
const counts = new Set(['count', 'approx_count_distinct']);
/** What they say of one row is its cell: they take a column as it stands, and count its values. */
const measures = new Set(
  'sum avg min max median stddev stddev_pop stddev_samp variance var_pop var_samp'.split(' '),
);

/**
 * Lets a query pass that looks at the data for a model. One that may see results sees rows; one that may see statistics
 * sees aggregates over at least `minimumRows` rows of one table, by columns whose values the catalog tells anyway. The
 * minimum is written into the query: groups below it do not come back. Not covered: the difference of two such queries.
 */
export async function guardProbe(
  sql: string,
  options: GuardOptions,
  { sees, minimumRows, catalog }: ProbeOptions,
): Promise<GuardVerdict> {
  if (sees === 'schema') return { ok: false, reason: 'nothing of the data may be looked at' };
  const verdict = await guardSql(sql, options);
  if (!verdict.ok || sees === 'results') return verdict;
  try {
    const tree = await parseSelect(verdict.sql, options.dialect);
    return await guardSql(format(aggregated(tree, minimumRows, catalog)), options);
  } catch (error) {
    if (error instanceof Refused) return { ok: false, reason: error.message };
    throw error;
  }
}

function aggregated(tree: Query, minimumRows: number, catalog: ProbeOptions['catalog']): Query {
  const { body } = tree;
  if (tree.with != null || !('Select' in body))
    throw new Refused('a probe is one SELECT without WITH and without a set operation');
  const { Select: select } = body;
  if (select.distinct != null || select.qualify != null)
    throw new Refused('a probe has no DISTINCT and no QUALIFY: count, or GROUP BY');
  if (holdsSubquery(body)) throw new Refused('a probe has no subquery');
  const columns = columnsOf(select, catalog);
  const groups = 'Expressions' in select.group_by ? select.group_by.Expressions[0] : null;
  if (groups === null) throw new Refused('a probe names the columns that it groups by');
  for (const group of groups) requireFewValues(group, columns);
  const groupTexts = new Set(groups.map(expressionText));
  const counted = new Map<string, Expression>();
  const aliases = new Set<string>();
  for (const item of select.projection) {
    const [expression, alias] = 'ExprWithAlias' in item ? [item.ExprWithAlias.expr, item.ExprWithAlias.alias.value] : ['UnnamedExpr' in item ? item.UnnamedExpr : null, null]; // prettier-ignore
    if (expression === null) throw new Refused('a probe returns aggregates and what it groups by, not *');
    if (alias !== null) aliases.add(alias);
    if (!groupTexts.has(expressionText(expression))) requireAggregate(expression, columns, counted);
  }
  const order = tree.order_by?.kind;
  for (const { expr } of order != null && 'Expressions' in order ? order.Expressions : []) {
    const isOutput = groupTexts.has(expressionText(expr)) || ('Identifier' in expr && aliases.has(expr.Identifier.value)); // prettier-ignore
    if (!isOutput && !('Value' in expr)) requireAggregate(expr, columns, counted);
  }
  if (select.having != null) requireAggregate(select.having, columns, counted);
  const enough = [null, ...counted.values()].map((column) => atLeast(column, minimumRows));
  const having = [...(select.having == null ? [] : [{ Nested: select.having }]), ...enough].reduce(
    (left, right) => ({ BinaryOp: { left, op: 'And', right } }),
  );
  return {
    ...tree,
    body: { Select: { ...select, having } },
    limit_clause: tree.limit_clause ?? {
      LimitOffset: { limit: { Value: { value: { Number: [String(shownRows), false] } } } },
    },
  };
}

type Columns = ReadonlyMap<string, Column>;

/** Of the one table that a probe reads: a row that a join repeats would count as many. */
function columnsOf(select: Select, { tables }: ProbeOptions['catalog']): Columns {
  const [from, ...others] = select.from ?? [];
  if (from === undefined || others.length > 0 || (from.joins ?? []).length > 0 || !('Table' in from.relation))
    throw new Refused('a probe reads one table, without a join');
  const name = from.relation.Table.name.at(-1)?.Identifier.value.toLowerCase();
  const table = tables.find((one) => one.name.toLowerCase() === name);
  return new Map((table?.columns ?? []).map((column) => [column.name.toLowerCase(), column]));
}

function columnIn(expression: Expression, columns: Columns): Column | null {
  if ('Identifier' in expression) return columns.get(expression.Identifier.value.toLowerCase()) ?? null;
  if (!('CompoundIdentifier' in expression)) return null;
  return columns.get(expression.CompoundIdentifier.at(-1)?.value.toLowerCase() ?? '') ?? null;
}

const periods = new Set('date_trunc date_part year quarter month weekday dayofweek isodow hour'.split(' '));

/** Values that the catalog tells anyway, or the periods of a time. */
function requireFewValues(group: Expression, columns: Columns): void {
  const column = columnIn(group, columns);
  if (column?.values != null) return;
  const inner =
    'Function' in group && periods.has(nameOf(group.Function))
      ? (argumentsOf(group.Function)?.at(-1) ?? null)
      : 'Extract' in group
        ? group.Extract.expr
        : null;
  const time = inner === null ? null : columnIn(inner, columns);
  if (time !== null && (time.kind === 'time' || time.kind === 'date')) return;
  throw new Refused(
    `a probe groups by columns with few values, or by a period, not by ${expressionText(group)}`,
  );
}

/** Counts of anything, measures of a column, and what is computed of these and of literals. */
function requireAggregate(expression: Expression, columns: Columns, counted: Map<string, Expression>): void {
  if ('Value' in expression) return;
  if ('Nested' in expression) return requireAggregate(expression.Nested, columns, counted);
  if ('Cast' in expression) return requireAggregate(expression.Cast.expr, columns, counted);
  if ('BinaryOp' in expression) {
    requireAggregate(expression.BinaryOp.left, columns, counted);
    return requireAggregate(expression.BinaryOp.right, columns, counted);
  }
  if (!('Function' in expression) || expression.Function.over != null)
    throw new Refused(
      `a probe returns aggregates and what it groups by, not ${expressionText(expression).slice(0, 100)}`,
    );
  const call = expression.Function;
  const name = nameOf(call);
  if (counts.has(name)) return;
  const given = argumentsOf(call);
  if (['round', 'nullif', 'coalesce'].includes(name))
    return given?.forEach((one) => requireAggregate(one, columns, counted));
  const [argument] = given ?? [];
  const column = argument === undefined || given?.length !== 1 ? null : columnIn(argument, columns);
  if (!measures.has(name) || argument === undefined || column === null || call.filter != null)
    throw new Refused(`a probe cannot return ${expressionText(expression).slice(0, 100)}`);
  if ((name === 'min' || name === 'max') && !['number', 'time', 'date'].includes(column.kind))
    throw new Refused(`${name} of the column ${column.name} would be one of its values`);
  counted.set(expressionText(argument), argument);
}

const nameOf = ({ name }: FunctionCall): string => name.at(-1)?.Identifier.value.toLowerCase() ?? '';

function argumentsOf({ args }: FunctionCall): Expression[] | null {
  if (args === 'None') return null;
  return args.List.args.flatMap(({ Unnamed: one }) =>
    one !== 'Wildcard' && 'Expr' in one ? [one.Expr] : [],
  );
}

/** `count(*) >= rows`, or that many values of a column. */
function atLeast(column: Expression | null, rows: number): Expression {
  const count: FunctionCall = {
    name: [{ Identifier: { value: 'count' } }],
    args: { List: { args: [{ Unnamed: column === null ? 'Wildcard' : { Expr: column } }] } },
  };
  const minimum: Expression = { Value: { value: { Number: [String(rows), false] } } };
  return { BinaryOp: { left: { Function: count }, op: 'GtEq', right: minimum } };
}

function holdsSubquery(tree: unknown): boolean {
  const left: unknown[] = [tree];
  while (left.length > 0) {
    const node = left.pop();
    if (typeof node !== 'object' || node === null) continue;
    for (const [key, value] of Object.entries(node)) {
      if (/^(?:Subquery|InSubquery|Exists|Derived)$/.test(key)) return true;
      left.push(value);
    }
  }
  return false;
}
