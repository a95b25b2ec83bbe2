import type { Table } from '../../../../shared/plan/catalog.ts';
import { filterSql } from './filter-sql.ts';
import type { Group, Measure, Question, Threshold } from '../question/question.ts';
import { columnSql, fromSql, identifier, joinKey } from './sql.ts';

/** A question as one SELECT; the names are its output columns. */
export interface QuestionSql {
  sql: string;
  groupNames: string[];
  measureNames: string[];
  /** How many rows a list is cut from. */
  total: string | null;
  /** Entities are counted through a table that has many rows of each. */
  countsEntities: { key: string; through: Table } | null;
  /** Everything of the question that stands in the SQL: measures, groups, filters, the order, tables that matter. */
  written: ReadonlySet<object>;
}

/** Of a list that has no limit of its own; of "all", of which the answer then says how many there are. */
export const listedRows = 100;

/** Null when its tables have no key in common. */
export function toSql(question: Question): QuestionSql | null {
  const written = new Set<object>();
  const tables = tablesOf(question);
  const entities = entitiesThrough(question, tables);
  const base = entities?.through ?? question.table;
  const from = fromSql(base, [...(entities === null ? [] : [question.table]), ...tables]);
  if (from === null || (entities !== null && question.having !== null)) return null;
  for (const table of [base, question.table, ...tables]) written.add(table);
  for (const one of [...question.filters, ...question.groups, ...question.measures]) written.add(one);
  for (const measure of question.measures)
    if (measure.kind === 'share') for (const filter of measure.part) written.add(filter);

  const where =
    question.filters.length === 0 ? '' : ` WHERE ${question.filters.map(filterSql).join(' AND ')}`;
  const done = { countsEntities: entities, written, total: null };
  if (question.shows === 'rows') {
    const { order } = question;
    if (order !== null) written.add(order);
    const groupsToo = question.groups.length + question.measures.length > 0;
    if (groupsToo || entities !== null) return null;
    return {
      ...done,
      sql: rowsSql(question, `${from}${where}`),
      total: order?.ofAll === true ? `SELECT count(*) AS "count" ${from}${where}` : null,
      groupNames: [],
      measureNames: [],
    };
  }
  const groups = question.groups.map((group) => ({
    name: groupName(group),
    sql: groupSql(group, question.language),
  }));
  // A table whose keys are the groups was asked for as these.
  for (const group of question.groups) for (const table of keyedBy(question, group)) written.add(table);
  const measures = question.measures.map((measure) => ({
    name: measureName(measure),
    sql:
      entities === null
        ? measureSql(measure)
        : `count(DISTINCT ${identifier(base.name)}.${identifier(entities.key)})`,
  }));
  const selected = [...groups, ...measures].map(({ name, sql }) => `${sql} AS ${identifier(name)}`);
  const parts = [
    `SELECT ${selected.join(', ')} ${from}${where}`,
    groups.length === 0 ? '' : `GROUP BY ${groups.map((_, i) => i + 1).join(', ')}`,
    question.having === null ? '' : havingSql(question.having),
    rankSql(question, measures[0]?.sql),
    orderSql(question),
    question.shows === 'values' ? `LIMIT ${listedRows}` : '',
  ];
  if (question.having !== null) written.add(question.having);
  // An order without groups or by a column is none of these rows'.
  if (question.order !== null && question.order.by === null && groups.length > 0 && measures.length > 0)
    written.add(question.order);
  return {
    ...done,
    sql: parts.filter((part) => part !== '').join(' '),
    groupNames: groups.map(({ name }) => name),
    measureNames: measures.map(({ name }) => name),
  };
}

function tablesOf(question: Question): Table[] {
  const shared = question.measures.flatMap((measure) => (measure.kind === 'share' ? measure.part : []));
  const filters = [...question.filters, ...shared].flatMap((one) => (one.kind === 'any' ? one.options : one));
  const columns = [...question.measures, ...question.groups, ...filters];
  return columns.flatMap((one) => ('of' in one ? [one.of.table] : []));
}

function keyedBy({ table }: Question, group: Group): Table[] {
  const { keyOf } = group.kind === 'column' ? group : { keyOf: null };
  return keyOf != null && joinKey(table, keyOf) !== null ? [keyOf] : [];
}

/** "How many users by interactiontype": users counted through interactions, each once in a group. */
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

/** The rows that rank that high, with all that are equal to the last of them. */
function rowsSql({ table, order, filters }: Question, from: string): string {
  const rows = `SELECT ${identifier(table.name)}.* ${from}`;
  if (order?.by == null) return `${rows} LIMIT ${order?.limit ?? listedRows}`;
  const by = columnSql(order.by);
  const direction = order.direction === 'most' ? 'DESC' : 'ASC';
  const present = `${filters.length === 0 ? ' WHERE' : ' AND'} ${by} IS NOT NULL`;
  const limit = order.limit === null ? `LIMIT ${listedRows}` : '';
  const qualify =
    order.limit === null ? '' : `QUALIFY rank() OVER (ORDER BY ${by} ${direction}) <= ${order.limit}`;
  const [first] = table.columns;
  const then = first === undefined ? '' : `, ${columnSql({ table, column: first })}`;
  return [`${rows}${present}`, qualify, `ORDER BY ${by} ${direction}${then}`, limit]
    .filter((part) => part !== '')
    .join(' ');
}

function measureName(measure: Measure): string {
  switch (measure.kind) {
    case 'count':
      return 'count';
    case 'distinct':
      return `distinct_${measure.of.column.name}`;
    case 'share':
      return 'share';
    case 'rate':
      return `${measure.of.column.name}_rate`;
    default:
      return `${measure.kind}_${measure.of.column.name}`;
  }
}

const havingSql = ({ measure, comparison, value }: Threshold): string =>
  `HAVING ${measureSql(measure)} ${comparison} ${value}`;

const functions = {
  average: 'avg',
  median: 'median',
  deviation: 'stddev_samp',
  sum: 'sum',
  minimum: 'min',
  maximum: 'max',
} as const;

function measureSql(measure: Measure): string {
  switch (measure.kind) {
    case 'count':
      return 'count(*)';
    case 'distinct':
      return `count(DISTINCT ${columnSql(measure.of)})`;
    case 'rate':
      return `avg(CAST(${columnSql(measure.of)} AS DOUBLE))`;
    case 'share':
      return measure.part.length === 0
        ? 'count(*) / CAST(sum(count(*)) OVER () AS DOUBLE)'
        : `avg(CASE WHEN ${measure.part.map(filterSql).join(' AND ')} THEN 1.0 ELSE 0.0 END)`;
    default:
      return `${functions[measure.kind]}(${columnSql(measure.of)})`;
  }
}

const groupName = (group: Group): string =>
  group.kind === 'grain' ? group.grain : `${group.of.column.name}${group.kind === 'bucket' ? '_from' : ''}`;

/** As text without a point, whichever number the warehouse makes of a part of a date. */
const wholeSql = (part: string, column: string): string =>
  `CAST(CAST(date_part('${part}', ${column}) AS INTEGER) AS VARCHAR)`;

const weekdaySql = (column: string, language: Question['language']): string =>
  language === 'en'
    ? `dayname(${column})`
    : `CASE isodow(${column}) ${Array.from('月火水木金土日')
        .map((day, at) => `WHEN ${at + 1} THEN '${day}曜日'`)
        .join(' ')} END`;

function groupSql(group: Group, language: Question['language']): string {
  const column = columnSql(group.of);
  if (group.kind === 'column') return column;
  if (group.kind === 'bucket') return `CAST(floor(${column} / ${group.width}) * ${group.width} AS INTEGER)`;
  if (group.grain === 'hour') return `date_part('hour', ${column})`;
  if (group.grain === 'weekday') return weekdaySql(column, language);
  if (group.grain === 'quarter')
    return `${wholeSql('year', column)} || '-Q' || ${wholeSql('quarter', column)}`;
  if (group.grain === 'year') return `date_part('year', ${column})`;
  if (group.grain === 'month') return `substr(CAST(date_trunc('month', ${column}) AS VARCHAR), 1, 7)`;
  return `CAST(date_trunc('${group.grain}', ${column}) AS DATE)`;
}

/** The groups that rank that high, with all that are equal to the last of them. */
function rankSql(question: Question, measured: string | undefined): string {
  const { order, groups, measures } = question;
  if (order?.limit == null || measured === undefined || groups.length === 0) return '';
  // A share of all is a window itself, and no window holds another; it ranks as the count does.
  const [first] = measures;
  const measure = first?.kind === 'share' && first.part.length === 0 ? 'count(*)' : measured;
  const direction = order.direction === 'least' ? 'ASC' : 'DESC';
  return `QUALIFY rank() OVER (ORDER BY ${unnamedLast(question)}${measure} ${direction} NULLS LAST) <= ${order.limit}`;
}

/** A key may lead nowhere; where nothing is ranked that row does no harm. */
const unnamedLast = ({ groups, order, table, language }: Question): string =>
  groups
    .filter(({ of }) => of.column.nullShare > 0 || (order !== null && of.table !== table))
    .map((group) => `${groupSql(group, language)} IS NULL, `)
    .join('');

/** Along time, or the largest first; rows without a group last, equal ones by name: the same answer every time. */
function orderSql(question: Question): string {
  const { groups, measures, order } = question;
  const [first] = groups;
  if (first === undefined) return '';
  const isTime = first.kind !== 'column' && order === null;
  if (isTime && first.kind === 'grain' && first.grain === 'weekday')
    return `ORDER BY min(isodow(${columnSql(first.of)}))`;
  const all = groups.map((_, i) => String(i + 1));
  if (isTime || measures.length === 0) return `ORDER BY ${all.join(', ')}`;
  return `ORDER BY ${unnamedLast(question)}${groups.length + 1} ${order?.direction === 'least' ? 'ASC' : 'DESC'} NULLS LAST, ${all.join(', ')}`;
}
