import type { ModelSees } from '../model/settings.ts';
import type { Column, Link, Table } from '../plan/catalog.ts';
import { aboutOf, describeColumn } from './describe-column.ts';
import { isKey } from './links.ts';
import { oneLine, quoteName } from './text.ts';

/** Columns of a wide table that get a line each; the rest is named only. */
const detailedColumns = 40;
const namedColumns = 200;

export interface TableView {
  table: Table;
  links: readonly Link[];
  sees: ModelSees;
  /** How much a column has to do with the question; the greater the sooner it gets a line. */
  relevance: (column: Column) => number;
}

/** A line for the table, and one for each column. */
export function describeTable(view: TableView): string {
  const { table, links, sees } = view;
  const chosen = table.columns.length <= detailedColumns ? table.columns : mostRelevant(view);
  const rest = table.columns.filter((column) => !chosen.includes(column));
  const lines = chosen.map((column) => `  ${describeColumn(table, column, sees, linkOf(links, column))}`);
  const others = rest.length === 0 ? [] : [`  and ${nameColumns(rest)}`];
  return [headOf(table, sees), ...lines, ...others].join('\n');
}

/** In the table's own order; keys count as much as half a word of the question. */
function mostRelevant({ table, links, relevance }: TableView): Column[] {
  const weights = new Map(
    table.columns.map((column) => {
      const isJoint = isKey(table, column) || linkOf(links, column) !== undefined;
      return [column, relevance(column) + (isJoint ? 0.5 : 0)];
    }),
  );
  const weightOf = (column: Column): number => weights.get(column) ?? 0;
  const chosen = new Set(
    table.columns.toSorted((a, b) => weightOf(b) - weightOf(a)).slice(0, detailedColumns),
  );
  return table.columns.filter((column) => chosen.has(column));
}

const linkOf = (links: readonly Link[], column: Column): Link | undefined =>
  links.find((link) => link.column === column.name);

/** The table on one line: what it is, and its columns' names and types. */
export function nameTable({ table, links, sees }: TableView): string {
  const refers = links.map(
    (link) => `${quoteName(link.column)} refers to ${quoteName(link.toTable)}.${quoteName(link.toColumn)}`,
  );
  return [`${headOf(table, sees)} ${nameColumns(table.columns)}`, ...refers].join('; ');
}

function headOf(table: Table, sees: ModelSees): string {
  const rows = sees === 'schema' ? [] : [`${table.rowCount} rows`];
  return `${[`table ${quoteName(table.name)}`, ...rows, ...aboutOf(table)].join('; ')}:`;
}

function nameColumns(columns: readonly Column[]): string {
  const named = columns
    .slice(0, namedColumns)
    .map(({ name, type }) => `${quoteName(name)} ${oneLine(type, 60)}`);
  const left = columns.length - named.length;
  return left === 0 ? named.join(', ') : `${named.join(', ')} and ${left} more`;
}
