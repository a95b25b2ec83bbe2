import type { Catalog, Column, Table } from '../../../shared/plan/catalog.ts';
import type { Fallback } from '../../../shared/plan/plan.ts';
import { entityOf, isIdentifier, timeOf } from './columns.ts';
import type { Intent } from './intent.ts';
import { choose, columnsOf, isWord, namedTables, tablesOf, type Item, type Items } from './items.ts';
import type { ColumnRef } from './names.ts';
import { trainProgram } from './program-files.ts';
import { columnSql, identifier, joinKey } from './sql.ts';
import { trainWords } from './train-words.ts';
import { algorithms, type Algorithm } from './words.ts';

/** Train and evaluate a model on a column of a table; other tables join it where a key leads to them. */
export const train: Intent = ({ items, catalog, language, assumptions }) => {
  if (!isTraining(items)) return null;
  const algorithm = takeAlgorithm(items);
  const exclude = takeExcluded(items, catalog);
  const target = takeTarget(items, catalog);
  if (target === null || !isTrainable(target.table, target.column)) return null;
  const task = taskOf(target.column, items);
  items.use(...items.words('train', 'model', 'predict', 'target', 'classification', 'regression', 'and'));
  for (const item of items.unused()) if (tablesOf(item).length > 0) items.use(item);
  if (items.unused().length > 0 || task === null || !suits(algorithm, task)) return null;

  const joined = catalog.tables.filter(
    (table) => table !== target.table && joinKey(target.table, table) !== null,
  );
  const words = trainWords(language, { target, task, joined: joined.map((table) => table.name) });
  const sql = featureSql(target.table, joined);
  return {
    kind: 'program',
    title: words.title,
    language,
    understood: words.understood,
    queries: [{ name: 'data', sql }],
    program: trainProgram(),
    parameters: {
      language,
      dataset: 'data',
      target: target.column.name,
      task,
      algorithm,
      timestamp: timeOf(target.table)?.name ?? null,
      entity: entityOf(target.table)?.name ?? null,
      identifiers: identifiersOf([target.table, ...joined]),
      exclude,
      simple: false,
    },
    parentArtifacts: [],
    fallbacks: fallbacksFor(sql, target, task, words),
    answer: null,
    chart: null,
    assumptions: [...assumptions, ...words.assumptions],
  };
};

/** Wants a model, not the sum of what exists. */
function isTraining(items: Items): boolean {
  if (items.has('by', 'count', 'average', 'sum', 'profile')) return false;
  if (items.has(...algorithms) || items.has('target')) return true;
  return items.has('model')
    ? items.has('train', 'predict')
    : items.has('train') && items.has('predict', 'classification', 'regression');
}

function takeAlgorithm(items: Items): Algorithm | null {
  const [item] = items.words(...algorithms);
  if (item?.token.kind !== 'word') return null;
  items.use(item);
  return item.token.word as Algorithm;
}

function takeExcluded(items: Items, catalog: Catalog): string[] {
  const excluded: string[] = [];
  for (const word of items.words('without', 'not')) {
    const column = [items.next(word, 1), items.next(word, -1)].find((one) => columnsOf(one).length > 0);
    const of = column == null ? null : choose(columnsOf(column), namedTables(items), catalog);
    if (column == null || of === null) continue;
    items.use(word, column);
    excluded.push(of.column.name);
  }
  return excluded;
}

/** Beside the word "target" or "predict", or the only column that is named. */
function takeTarget(items: Items, catalog: Catalog): ColumnRef | null {
  const named = namedTables(items);
  const isColumn = (item: Item | null) => columnsOf(item).length > 0;
  const beside = items
    .words('target', 'predict')
    .flatMap((word) => [items.next(word, 1), items.next(word, -1)]);
  const columns = items.unused().filter((item) => isColumn(item) && tablesOf(item).length === 0);
  const item = beside.find(isColumn) ?? (columns.length === 1 ? columns[0] : null);
  if (item == null) return null;
  items.use(item);
  return choose(columnsOf(item), named, catalog);
}

/** A model needs some rows, and a target that differs between them. */
export const isTrainable = (table: Table, column: Column): boolean =>
  table.rowCount >= 50 &&
  column.distinctCount >= 2 &&
  ['number', 'text', 'boolean'].includes(column.kind) &&
  !isIdentifier(table, column);

type Task = 'classification' | 'regression';

/** What the prompt says if that is possible, else what the column is; null for a category of too many values. */
function taskOf(column: Column, items: Items): Task | null {
  const isNumber = column.kind === 'number';
  const said = items.list.find((item) => isWord(item, 'classification', 'regression'));
  if (isWord(said ?? null, 'regression')) return isNumber ? 'regression' : null;
  const few = column.distinctCount <= 20;
  if (isWord(said ?? null, 'classification')) return few ? 'classification' : null;
  if (isNumber) return few && column.distinctCount <= 10 ? 'classification' : 'regression';
  return few ? 'classification' : null;
}

const suits = (algorithm: Algorithm | null, task: Task): boolean =>
  !(algorithm === 'logistic_regression' && task === 'regression') &&
  !(algorithm === 'linear_regression' && task === 'classification');

/** Every column of the table, then those of the joined tables that it has not. */
function featureSql(table: Table, joined: Table[]): string {
  const taken = new Set(table.columns.map((column) => column.name.toLowerCase()));
  const selected = table.columns.map((column) => columnSql({ table, column }));
  const joins: string[] = [];
  for (const other of joined) {
    const key = joinKey(table, other) ?? '';
    joins.push(
      `LEFT JOIN ${identifier(other.name)} ON ${columnSqlOf(table, key)} = ${columnSqlOf(other, key)}`,
    );
    for (const column of other.columns) {
      if (taken.has(column.name.toLowerCase())) continue;
      taken.add(column.name.toLowerCase());
      selected.push(columnSql({ table: other, column }));
    }
  }
  return [`SELECT ${selected.join(', ')} FROM ${identifier(table.name)}`, ...joins].join(' ');
}

const columnSqlOf = (table: Table, name: string): string => `${identifier(table.name)}.${identifier(name)}`;

const identifiersOf = (tables: Table[]): string[] => [
  ...new Set(
    tables.flatMap((table) =>
      table.columns.filter((column) => isIdentifier(table, column)).map((column) => column.name),
    ),
  ),
];

const sampleRows = 20_000;

/** Out of memory: a sample that keeps the target's proportions and is the same every time. Out of time: a simpler model. */
function fallbacksFor(
  sql: string,
  { table, column }: ColumnRef,
  task: Task,
  words: ReturnType<typeof trainWords>,
): Fallback[] {
  const rows = Math.max(50, Math.min(sampleRows, Math.floor(table.rowCount / 5)));
  const partition = task === 'classification' ? `PARTITION BY ${identifier(column.name)} ` : '';
  const order = table.columns.map((one) => `CAST(${identifier(one.name)} AS VARCHAR)`).join(', ');
  const share = rows / Math.max(1, table.rowCount);
  const sampled =
    `SELECT * FROM (${sql}) AS features QUALIFY row_number() OVER (${partition}ORDER BY hash(concat_ws('|', ${order}))) ` +
    `<= greatest(1, ceil(count(*) OVER (${partition.trim()}) * ${share.toFixed(6)}))`;
  return [
    { on: 'memory', queries: [{ name: 'data', sql: sampled }], note: words.sampled },
    { on: 'time', parameters: { simple: true }, note: words.simplified },
  ];
}
