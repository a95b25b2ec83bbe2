import type {
  Join,
  JoinConstraint,
  Query,
  Relation,
  Select,
  SelectItem,
  SetExpression,
  StarOptions,
  TableAlias,
  TableWithJoins,
} from '../syntax.ts';
import { expressionWriter, orderOptions } from './expression.ts';
import { list, nameText, objectText, unwritable } from './words.ts';

/**
 * A tree as the text that runs. It knows the allowed constructs alone and keeps the order of the words, so that whoever
 * reads it sees what stood in the original.
 * @throws Refused when the tree holds anything else
 */
export function queryText(query: Query): string {
  const order = query.order_by?.kind;
  const limit = query.limit_clause?.LimitOffset;
  const fetch = query.fetch;
  if (fetch?.percent === true) return unwritable('percent');
  return [
    ...(query.with == null ? [] : [`WITH ${list(query.with.cte_tables, commonTable)}`]),
    setExpression(query.body),
    ...(order == null
      ? []
      : [`ORDER BY ${'All' in order ? `ALL${orderOptions(order.All)}` : orderBy(order.Expressions)}`]),
    ...(limit?.limit == null ? [] : [`LIMIT ${expression(limit.limit)}`]),
    ...(limit?.offset == null ? [] : [`OFFSET ${expression(limit.offset.value)}${rows(limit.offset.rows)}`]),
    ...(fetch == null
      ? []
      : [
          `FETCH FIRST ${fetch.quantity == null ? '' : `${expression(fetch.quantity)} `}ROWS ${fetch.with_ties === true ? 'WITH TIES' : 'ONLY'}`,
        ]),
  ].join(' ');
}

const { expression, orderBy, window } = expressionWriter(queryText);
export const expressionText = expression;

const rows = (word: string | undefined): string =>
  word === 'Row' || word === 'Rows' ? ` ${word.toUpperCase()}` : '';

const commonTable = ({ alias, query }: { alias: TableAlias; query: Query }): string =>
  `${aliasText(alias)} AS (${queryText(query)})`;

const aliasText = ({ name, columns }: TableAlias): string =>
  nameText(name) + (columns?.length ? ` (${list(columns, (column) => nameText(column.name))})` : '');

const quantifiers: Record<string, string> = {
  None: '',
  All: ' ALL',
  Distinct: ' DISTINCT',
  ByName: ' BY NAME',
  AllByName: ' ALL BY NAME',
};

function setExpression(node: SetExpression): string {
  if ('Select' in node) return select(node.Select);
  if ('Query' in node) return `(${queryText(node.Query)})`;
  if ('Values' in node)
    return `VALUES ${list(node.Values.rows, ({ content }) => `(${list(content, expression)})`)}`;
  if (!('SetOperation' in node)) return unwritable(Object.keys(node).join());
  const { left, op, set_quantifier, right } = node.SetOperation;
  const quantifier = quantifiers[set_quantifier] ?? unwritable(set_quantifier);
  return `${setExpression(left)} ${op.toUpperCase()}${quantifier} ${setExpression(right)}`;
}

function select(node: Select): string {
  const { from, selection, group_by, having, named_window, qualify } = node;
  const windows = named_window?.length
    ? [
        `WINDOW ${list(named_window, ([name, { WindowSpec: spec }]) => `${nameText(name)} AS (${window(spec)})`)}`,
      ]
    : [];
  const qualified = qualify == null ? [] : [`QUALIFY ${expression(qualify)}`];
  return [
    `SELECT${topAndDistinct(node)} ${list(node.projection, selectItem)}`,
    ...(from?.length ? [`FROM ${list(from, tableWithJoins)}`] : []),
    ...(selection == null ? [] : [`WHERE ${expression(selection)}`]),
    ...groupBy(group_by),
    ...(having == null ? [] : [`HAVING ${expression(having)}`]),
    ...(node.window_before_qualify === true ? [...windows, ...qualified] : [...qualified, ...windows]),
  ].join(' ');
}

function topAndDistinct({ top, distinct, top_before_distinct }: Select): string {
  const limit = top == null ? '' : ` TOP ${top.quantity.Constant}`;
  const only =
    distinct == null
      ? ''
      : typeof distinct === 'string'
        ? ` ${distinct.toUpperCase()}`
        : ` DISTINCT ON (${list(distinct.On, expression)})`;
  return top_before_distinct === true ? limit + only : only + limit;
}

function groupBy(node: Select['group_by']): string[] {
  if ('All' in node) return ['GROUP BY ALL'];
  const [expressions] = node.Expressions;
  return expressions.length === 0 ? [] : [`GROUP BY ${list(expressions, expression)}`];
}

function selectItem(item: SelectItem): string {
  if ('UnnamedExpr' in item) return expression(item.UnnamedExpr);
  if ('ExprWithAlias' in item)
    return `${expression(item.ExprWithAlias.expr)} AS ${nameText(item.ExprWithAlias.alias)}`;
  if ('Wildcard' in item) return `*${starOptions(item.Wildcard)}`;
  if (!('QualifiedWildcard' in item)) return unwritable(Object.keys(item).join());
  const [prefix, options] = item.QualifiedWildcard;
  return `${objectText(prefix.ObjectName)}.*${starOptions(options)}`;
}

function starOptions({ opt_exclude: exclude, opt_replace: replace }: StarOptions): string {
  const left =
    exclude == null
      ? ''
      : ` EXCLUDE ${'Single' in exclude ? objectText(exclude.Single) : `(${list(exclude.Multiple, objectText)})`}`;
  const changed =
    replace == null
      ? ''
      : ` REPLACE (${list(replace.items, (one) => `${expression(one.expr)} AS ${nameText(one.column_name)}`)})`;
  return left + changed;
}

const tableWithJoins = ({ relation, joins }: TableWithJoins): string =>
  relationText(relation) + (joins ?? []).map((join) => ` ${joinText(join)}`).join('');

function relationText(relation: Relation): string {
  const [text, alias] =
    'Table' in relation
      ? [objectText(relation.Table.name), relation.Table.alias]
      : 'Derived' in relation
        ? [`(${queryText(relation.Derived.subquery)})`, relation.Derived.alias]
        : 'NestedJoin' in relation
          ? [`(${tableWithJoins(relation.NestedJoin.table_with_joins)})`, relation.NestedJoin.alias]
          : unwritable(Object.keys(relation).join());
  // Always with AS: without it, what the parser takes for a name may be the warehouse's own word.
  return alias == null ? text : `${text} AS ${aliasText(alias)}`;
}

const joinWords: Record<string, string> = {
  Join: 'JOIN',
  Inner: 'INNER JOIN',
  Left: 'LEFT JOIN',
  LeftOuter: 'LEFT OUTER JOIN',
  Right: 'RIGHT JOIN',
  RightOuter: 'RIGHT OUTER JOIN',
  FullOuter: 'FULL JOIN',
  Semi: 'SEMI JOIN',
  Anti: 'ANTI JOIN',
};

function joinText({ relation, join_operator }: Join): string {
  if (typeof join_operator === 'string') return unwritable(join_operator);
  const [kind, constraint] = Object.entries(join_operator)[0] as [string, JoinConstraint];
  if (kind === 'CrossJoin') return `CROSS JOIN ${relationText(relation)}${constraintText(constraint)}`;
  const words = joinWords[kind] ?? unwritable(kind);
  return `${constraint === 'Natural' ? 'NATURAL ' : ''}${words} ${relationText(relation)}${constraintText(constraint)}`;
}

function constraintText(constraint: JoinConstraint): string {
  if (constraint === 'None' || constraint === 'Natural') return '';
  return 'On' in constraint
    ? ` ON ${expression(constraint.On)}`
    : ` USING (${list(constraint.Using, objectText)})`;
}
