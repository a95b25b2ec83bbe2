import type { Table } from '../../../shared/plan/catalog.ts';
import type { Filter } from './filters.ts';
import type { Group, Measure, Question } from './question.ts';
import { columnSql, fromSql, identifier, joinKey, literal } from './sql.ts';

/** A question as one SELECT; `names` are its output columns. */
export interface QuestionSql {
  sql: string;
  groupNames: string[];
  measureNames: string[];
  /** Entities are counted through a table that has many rows of each. */
  countsEntities: { key: string; through: Table } | null;
}

const listedRows = 10;

/** Null when its tables have no key in common. */
export function toSql(question: Question): QuestionSql | null {
  const tables = [...question.measures, ...question.groups, ...question.filters].flatMap((one) =>
    'of' in one && one.of !== null ? [one.of.table] : [],
  );
  const entities = entitiesThrough(question, tables);
  const base = entities?.through ?? question.table;
  const from = fromSql(base, [...(entities === null ? [] : [question.table]), ...tables]);
  if (from === null) return null;

  const groups = question.groups.map((group) => ({ name: groupName(group), sql: groupSql(group) }));
  const share = question.measures.find((measure) => measure.kind === 'rate' && measure.of === null);
  const condition = question.filters.map(filterSql).join(' AND ');
  const measures = question.measures.map((measure) => ({
    name: measureName(measure),
    sql:
      entities === null
        ? measureSql(measure, groups.length > 0, condition)
        : `count(DISTINCT ${identifier(base.name)}.${identifier(entities.key)})`,
  }));
  const selected = [...groups, ...measures].map(({ name, sql }) => `${sql} AS ${identifier(name)}`);
  // A share of all rows keeps the others in the denominator.
  const where = condition === '' || (share !== undefined && groups.length === 0) ? '' : ` WHERE ${condition}`;
  const sql = [
    `SELECT ${question.list ? `${identifier(base.name)}.*` : selected.join(', ')} ${from}${where}`,
    groups.length === 0 ? '' : `GROUP BY ${groups.map((_, i) => i + 1).join(', ')}`,
    orderSql(question, groups.length, measures.length),
    limitSql(question),
  ];
  return {
    sql: sql.filter((part) => part !== '').join(' '),
    groupNames: groups.map(({ name }) => name),
    measureNames: measures.map(({ name }) => name),
    countsEntities: entities,
  };
}

/** "How many users have interactiontype 'view'": users counted through interactions, each once. */
function entitiesThrough(question: Question, tables: Table[]): QuestionSql['countsEntities'] {
  const [measure, ...more] = question.measures;
  if (measure?.kind !== 'count' || more.length > 0) return null;
  for (const through of tables) {
    if (through === question.table || joinKey(question.table, through) !== null) continue;
    const key = joinKey(through, question.table);
    if (key !== null) return { key, through };
  }
  return null;
}

function measureName(measure: Measure): string {
  switch (measure.kind) {
    case 'count':
      return 'count';
    case 'distinct':
      return `distinct_${measure.of.column.name}`;
    case 'rate':
      return measure.of === null ? 'share' : `${measure.of.column.name}_rate`;
    default:
      return `${measure.kind}_${measure.of.column.name}`;
  }
}

function measureSql(measure: Measure, grouped: boolean, condition: string): string {
  switch (measure.kind) {
    case 'count':
      return 'count(*)';
    case 'distinct':
      return `count(DISTINCT ${columnSql(measure.of)})`;
    case 'average':
      return `avg(${columnSql(measure.of)})`;
    case 'rate':
      if (measure.of !== null) return `avg(CAST(${columnSql(measure.of)} AS DOUBLE))`;
      return grouped
        ? 'count(*) / CAST(sum(count(*)) OVER () AS DOUBLE)'
        : `avg(CASE WHEN ${condition === '' ? 'TRUE' : condition} THEN 1.0 ELSE 0.0 END)`;
    case 'median':
      return `median(${columnSql(measure.of)})`;
    case 'sum':
      return `sum(${columnSql(measure.of)})`;
    case 'minimum':
      return `min(${columnSql(measure.of)})`;
    case 'maximum':
      return `max(${columnSql(measure.of)})`;
  }
}

const groupName = (group: Group): string => (group.kind === 'column' ? group.of.column.name : group.grain);

function groupSql(group: Group): string {
  const column = columnSql(group.of);
  if (group.kind === 'column') return column;
  if (group.grain === 'hour') return `date_part('hour', ${column})`;
  if (group.grain === 'weekday') return `dayname(${column})`;
  if (group.grain === 'year') return `date_part('year', ${column})`;
  return `CAST(date_trunc('${group.grain}', ${column}) AS DATE)`;
}

function filterSql(filter: Filter): string {
  const column = columnSql(filter.of);
  switch (filter.kind) {
    case 'compare':
      return `${column} ${filter.comparison} ${typeof filter.value === 'number' ? filter.value : literal(filter.value)}`;
    case 'in':
      return `${column} ${filter.not ? 'NOT IN' : 'IN'} (${filter.values.map(literal).join(', ')})`;
    case 'missing':
      return `${column} IS ${filter.not ? 'NOT ' : ''}NULL`;
    case 'year':
      return `date_part('year', ${column}) = ${filter.year}`;
  }
}

/** Along time, or the largest first; equal ones by name, so that the answer is the same every time. */
function orderSql(question: Question, groups: number, measures: number): string {
  if (groups === 0) return '';
  const isTime = question.groups[0]?.kind === 'grain' && question.order === null;
  const [first] = question.groups;
  if (isTime && first?.kind === 'grain' && first.grain === 'weekday')
    return `ORDER BY min(isodow(${columnSql(first.of)}))`;
  const all = Array.from({ length: groups }, (_, i) => String(i + 1));
  if (isTime || measures === 0) return `ORDER BY ${all.join(', ')}`;
  return `ORDER BY ${groups + 1} ${question.order === 'least' ? 'ASC' : 'DESC'} NULLS LAST, ${all.join(', ')}`;
}

function limitSql(question: Question): string {
  if (question.list) return `LIMIT ${question.limit ?? listedRows}`;
  return question.limit === null ? '' : `LIMIT ${question.limit}`;
}
