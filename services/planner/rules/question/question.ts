import type { Catalog, Table } from '../../../../shared/plan/catalog.ts';
import type { Language } from '../../../../shared/plan/plan.ts';
import { yesOf } from '../columns.ts';
import { settleAlternatives } from './alternatives.ts';
import { readComparisons } from './comparisons.ts';
import { contradict } from './contradictions.ts';
import { countPeople, hidesNone } from './elsewhere.ts';
import { settleJoined } from './joined.ts';
import { settleRelated } from './related.ts';
import { readCounts, readMissing, readRows } from './counts.ts';
import { isDenial, type Comparison, type Filter } from './filters.ts';
import { readFlags, readValues } from './values.ts';
import { readGroups } from './groups.ts';
import { columnsOf, isTable, isWord, tablesOf, type Item, type Items, type Step } from '../words/items.ts';
import { readMeasures } from './measures.ts';
import type { ColumnRef } from '../words/names.ts';
import { readOrder } from './order.ts';
import { readPeriods } from './periods.ts';
import type { Scope } from './scope.ts';
import { settleShares } from './shares.ts';
import { settleThreshold } from './thresholds.ts';
import { listedRows } from '../sql/question-sql.ts';
import type { Grain } from '../words/words.ts';

export type Measure =
  | { kind: 'count' }
  | { kind: 'distinct'; of: ColumnRef }
  | { kind: 'average' | 'sum' | 'median' | 'deviation' | 'minimum' | 'maximum'; of: ColumnRef }
  /** The mean of a 0/1 column. */
  | { kind: 'rate'; of: ColumnRef }
  /** Of the rows that meet `part` among the others; without a part, of each group among all. */
  | { kind: 'share'; part: Filter[] };

export type Group =
  /** `keyOf`: the table whose entities the values of the column name. */
  | { kind: 'column'; of: ColumnRef; keyOf?: Table }
  | { kind: 'grain'; grain: Grain; of: ColumnRef }
  /** By the lower end of stretches of that width. */
  | { kind: 'bucket'; width: number; of: ColumnRef };

export type Direction = 'most' | 'least';

/** By a column for rows, by the first measure for groups. */
export interface Order {
  direction: Direction;
  by: ColumnRef | null;
  limit: number | null;
  /** The prompt gives no number of rows: how many there are is told beside those that are shown. */
  ofAll?: boolean;
}

/** So many rows of an entity or a group, or so much of what is measured of it. */
export interface Threshold {
  measure: Measure;
  comparison: Comparison;
  value: number;
}

/** An aggregate question: what is measured, of which rows, per what, in which order. */
export interface Question {
  language: Language;
  table: Table;
  measures: Measure[];
  filters: Filter[];
  groups: Group[];
  /** `rows`: the rows of the table themselves; `values`: what the groups are, without a measure. */
  shows: 'measures' | 'rows' | 'values';
  order: Order | null;
  /** Said of numbers of rows; until it is settled of which. */
  threshold: Threshold | null;
  /** What the groups must meet. */
  having: Threshold | null;
}

/** What every reader needs: it takes unused items and adds to the question what they mean. */
export interface Reader {
  items: Items;
  scope: Scope;
  catalog: Catalog;
  language: Language;
  /** Where what belongs to a word stands: after it in English, before it in Japanese. */
  forward: Step;
  question: Question;
  /** Where in the prompt a filter stands. */
  positions: Map<Filter, number>;
}

/**
 * Null when the prompt is no such question about that table. Each reader takes only what it can make part of the
 * question; the order matters only where one word may be read in two ways, and then the closer tie comes first.
 */
export function readQuestion(
  items: Items,
  scope: Scope,
  catalog: Catalog,
  language: Language,
): Question | null {
  const question: Question = {
    language,
    table: scope.base,
    measures: [],
    filters: [],
    groups: [],
    shows: 'measures',
    order: null,
    threshold: null,
    having: null,
  };
  const forward = language === 'en' ? 1 : -1;
  const reader: Reader = { items, scope, catalog, language, forward, question, positions: new Map() };
  for (const read of [
    readMeasures,
    readGroups,
    readOrder,
    readComparisons,
    readMissing,
    readPeriods,
    readValues,
    readFlags,
    readCounts,
    settleThreshold,
    readTables,
    readRows,
    putSideBySide,
  ])
    read(reader);
  if (!settleAlternatives(reader) || !settleJoined(reader) || contradict(question.filters)) return null;
  if (!settleRelated(reader) || hidesNone(reader)) return null;
  listAllThatMeet(question);
  items.use(...items.words('list', 'and', 'among'));
  if (!settleShares(reader) || !countPeople(reader)) return null;
  const { measures, groups, shows } = question;
  if (measures.length === 0 && shows === 'measures') {
    if (groups.length === 0) return null;
    measures.push({ kind: 'count' });
  }
  // "purchases and purchase rate": of those that are purchases all are.
  const isOwnCondition = (measure: Measure) =>
    measure.kind === 'rate' && question.filters.some((one) => one.of.column === measure.of.column);
  if (measures.some(isOwnCondition)) return null;
  // "How many items were never bought?": not those that somebody looked at, too.
  const isOfOther = (measure: Measure) =>
    measure.kind === 'distinct' &&
    question.filters.some((one) => isDenial(one) && one.of.column !== measure.of.column);
  if (measures.some(isOfOther)) return null;
  // The mean of a column of another table would weigh its rows by how often they are met.
  return measures.every((measure) => !('of' in measure) || measure.of.table === scope.base) ? question : null;
}

/** Of those that meet a condition nobody wants some. */
function listAllThatMeet({ order, filters }: Question): void {
  if (order?.ofAll === true && filters.length > 0) order.limit = listedRows;
}

/** A table counts as used if its rows are read; two that stand side by side are two questions. */
function readTables(reader: Reader): void {
  const { items, forward, question } = reader;
  const isSecond = (item: Item) =>
    isWord(items.list[item.at - forward], 'and') && isTable(items.list[item.at - 2 * forward]);
  for (const item of items.unused()) {
    const [table] = tablesOf(item);
    if (table === undefined || isSecond(item) || ownsExtreme(reader, item)) continue;
    const counts = question.measures.length === 1 && question.measures[0]?.kind === 'count';
    // "how many churn": the rows of the table, or those with a yes in its column of that name?
    const isGrouped = question.measures.length === 0 && question.groups.length > 0;
    if (
      (counts || isGrouped) &&
      columnsOf(item).some((one) => one.table === table && yesOf(one.column) !== null)
    )
      continue;
    items.useAs(table, item);
  }
}

/** "the user with the maximum age" asks for a row, of which the maximum is only a part. */
function ownsExtreme({ items, language, question }: Reader, table: Item): boolean {
  const isExtreme = ({ kind }: Measure) => kind === 'minimum' || kind === 'maximum';
  if (!question.measures.some(isExtreme)) return false;
  // "per category" does not change that; but "of products" only says where.
  const isPlace =
    language === 'en' ? table.lead !== '' : !isWord(items.list[table.at - 1], 'minimum', 'maximum');
  if (question.groups.length > 0 && isPlace) return false;
  const words = items.list.filter((item) => isWord(item, 'minimum', 'maximum'));
  return words.length > 0 && words.every(({ at }) => (language === 'en' ? table.at < at : table.at > at));
}

/** "average age of men and women" and "2024 compared with 2025" ask for both, one beside the other. */
function putSideBySide({ items, question }: Reader): void {
  const { filters, groups, measures } = question;
  const comparing = items.words('compare');
  const listed = filters.find(
    (filter) => filter.kind === 'in' && !filter.not && !filter.or && filter.values.length > 1,
  );
  const hasShare = measures.some((measure) => measure.kind === 'share');
  if (groups.length === 0 && listed !== undefined && question.shows === 'measures' && !hasShare)
    groups.push({ kind: 'column', of: listed.of });
  const years = filters.find((filter) => filter.kind === 'years' && filter.years.length > 1);
  if (groups.length === 0 && comparing.length > 0 && years !== undefined)
    groups.push({ kind: 'grain', grain: 'year', of: years.of });
  const [group] = groups;
  if (group !== undefined) items.useAs(group, ...comparing);
  else if (measures.length > 1) items.useAs(measures[0] ?? question, ...comparing);
}
