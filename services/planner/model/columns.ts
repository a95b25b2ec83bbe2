import { parseTemplate } from '../../../shared/answer/template.ts';
import type { Plan, Query } from '../../../shared/plan/plan.ts';
import type { SelectItem } from '../../../shared/sql/syntax.ts';
import { parseSelect } from '../../../shared/sql/tree.ts';

/**
 * Columns that an answer or a chart names and its query does not return: without this they would be noticed when all has
 * run. A query whose columns the text does not tell (`*`, an expression without a name) is not judged.
 */
export async function unknownColumns(
  { queries, answer, chart }: Pick<Plan, 'queries' | 'answer' | 'chart'>,
  dialect: 'duckdb' | 'redshift',
): Promise<string[]> {
  const columns = new Map(
    await Promise.all(queries.map(async (query) => [query.name, await columnsOf(query, dialect)] as const)),
  );
  const inAnswer = parseTemplate(answer ?? '').flatMap((segment) =>
    'reference' in segment && segment.reference.kind === 'cell'
      ? [{ field: 'answer', table: segment.reference.name, column: segment.reference.column }]
      : [],
  );
  const inChart =
    chart === null
      ? []
      : [chart.x, ...chart.y].map((column) => ({ field: 'chart', table: chart.table, column }));
  const problems = [...inAnswer, ...inChart].flatMap(({ field, table, column }) => {
    const known = columns.get(table) ?? null;
    // A warehouse may write a name in other capitals than its query.
    return known === null || known.some((one) => one.toLowerCase() === column.toLowerCase())
      ? []
      : [
          `\`${field}\` names the column ${column}, but the query ${table} returns ${known.join(', ')}: give columns a name by AS`,
        ];
  });
  return [...new Set(problems)];
}

/** Names of a guarded query's columns as they come back; null when its text does not tell all of them. */
async function columnsOf({ sql }: Query, dialect: 'duckdb' | 'redshift'): Promise<string[] | null> {
  let body = (await parseSelect(sql, dialect)).body;
  // A set operation takes its names from its first part.
  while (!('Select' in body)) {
    if ('Query' in body) body = body.Query.body;
    else if ('SetOperation' in body) body = body.SetOperation.left;
    else return null;
  }
  const names = body.Select.projection.map(nameOf);
  return names.includes(null) ? null : names.filter((name) => name !== null);
}

function nameOf(item: SelectItem): string | null {
  if ('ExprWithAlias' in item) return item.ExprWithAlias.alias.value;
  if (!('UnnamedExpr' in item)) return null;
  const { UnnamedExpr: expression } = item;
  if ('Identifier' in expression) return expression.Identifier.value;
  if ('CompoundIdentifier' in expression) return expression.CompoundIdentifier.at(-1)?.value ?? null;
  return null;
}
