import { limited } from './limit.ts';
import { queryParser, type SqlDialect } from './parser.ts';
import { expressionText, queryText } from './print/query.ts';
import { Refused } from './refused.ts';
import { fold } from './scope.ts';
import type { Expression, Identifier, OrderBy, Query, Select } from './syntax.ts';

/**
 * The same statement with at most `rows + 1` rows, in its own order, and without a LIMIT outside: what UNLOAD takes.
 *
 *   SELECT a FROM t ORDER BY b LIMIT 9
 *   SELECT "a" FROM (SELECT a, b AS kaiseki_order_1 FROM t ORDER BY b LIMIT 9) AS kaiseki_rows ORDER BY kaiseki_order_1
 *
 * A subquery has no order, so the keys go through it: as the columns that they are, or as columns of their own, which the
 * outer SELECT leaves out.
 * @param sql a text that the guard has written
 * @param columns the names of what it gives, all different, as the warehouse wrote them
 * @throws Refused when the order cannot be said of what it gives
 */
export async function orderedRows(
  sql: string,
  columns: readonly string[],
  rows: number,
  dialect: SqlDialect,
): Promise<string> {
  const query = (await queryParser(dialect))(sql);
  const order = query.order_by?.kind;
  if (order !== undefined && 'All' in order)
    throw new Refused('ORDER BY ALL cannot be kept: name the columns');
  const added: Expression[] = [];
  const keys = (order?.Expressions ?? []).map((one) => ({ ...one, expr: keyOf(one, query, columns, added) }));
  const inner = limited(withColumns(query, added), rows + 1);
  return queryText({
    body: {
      Select: {
        projection: columns.map((name) => ({ UnnamedExpr: { Identifier: quotedName(name) } })),
        from: [{ relation: { Derived: { subquery: inner, alias: { name: { value: 'kaiseki_rows' } } } } }],
        group_by: { Expressions: [[]] },
      },
    },
    ...(keys.length > 0 && { order_by: { kind: { Expressions: keys } } }),
  });
}

const quotedName = (value: string): Identifier => ({ value, quote_style: '"' });
const orderName = (number: number): Identifier => ({ value: `kaiseki_order_${number}` });

/** What the outer SELECT orders by: a column of the result where the key is one, else one that is added for it. */
function keyOf({ expr }: OrderBy, query: Query, columns: readonly string[], added: Expression[]): Expression {
  const name = outputOf(expr, query, columns);
  if (name !== undefined) return { Identifier: quotedName(name) };
  if (selectToExtend(query) === null)
    throw new Refused(`ORDER BY ${expressionText(expr)} is no column of the result: order by one that is`);
  added.push(expr);
  return { Identifier: orderName(added.length) };
}

function outputOf(expr: Expression, query: Query, columns: readonly string[]): string | undefined {
  if ('Value' in expr && typeof expr.Value.value === 'object' && 'Number' in expr.Value.value)
    return columns[Number(expr.Value.value.Number[0]) - 1];
  if ('Identifier' in expr) {
    const wanted = fold(expr.Identifier.value);
    const found = columns.find((name) => fold(name) === wanted);
    if (found !== undefined) return found;
  }
  const projection = 'Select' in query.body ? query.body.Select.projection : [];
  const hasStar = projection.some((item) => 'Wildcard' in item || 'QualifiedWildcard' in item);
  if (hasStar) return;
  const text = expressionText(expr);
  return columns[
    projection.findIndex(
      (item) =>
        ('UnnamedExpr' in item && expressionText(item.UnnamedExpr) === text) ||
        ('ExprWithAlias' in item && expressionText(item.ExprWithAlias.expr) === text),
    )
  ];
}

/** A column more changes what DISTINCT and set operations compare. */
function selectToExtend({ body }: Query): Select | null {
  if (!('Select' in body)) return null;
  const { distinct } = body.Select;
  return distinct == null || distinct === 'All' ? body.Select : null;
}

function withColumns(query: Query, added: Expression[]): Query {
  const select = selectToExtend(query);
  if (select === null || added.length === 0) return query;
  const items = added.map((expr, i) => ({ ExprWithAlias: { expr, alias: orderName(i + 1) } }));
  return { ...query, body: { Select: { ...select, projection: [...select.projection, ...items] } } };
}
