import type { Catalog, Column, Table } from '../../../../shared/plan/catalog.ts';
import type { Fallback } from '../../../../shared/plan/plan.ts';
import { entityOf, isIdentifier, timeOf } from '../columns.ts';
import type { Intent } from '../intent.ts';
import {
  columnsOf,
  isColumn,
  isWord,
  namedTables,
  opposite,
  tablesOf,
  type Item,
  type Items,
  type Step,
} from '../words/items.ts';
import type { ColumnRef } from '../words/names.ts';
import { trainProgram } from '../program-files.ts';
import { runFrom } from '../question/runs.ts';
import { columnSql, identifier, joinKey } from '../sql/sql.ts';
import { trainWords } from './train-words.ts';
import { algorithms, type Algorithm } from '../words/words.ts';

/** Train and evaluate a model on a column of a table; other tables join it where a key leads to them. */
export const train: Intent = ({ items, catalog, language, assumptions }) => {
  if (!isTraining(items)) return null;
  const forward = language === 'en' ? 1 : -1;
  const algorithm = takeAlgorithm(items);
  const excluded = takeExcluded(items, forward);
  const target = takeTarget(items, catalog, forward);
  if (target === null || !isTrainable(target.table, target.column)) return null;
  const task = taskOf(target.column, items);
  const joined = catalog.tables.filter((table) => addsColumns(target.table, table));
  const read = [target.table, ...joined];
  const exclude = excluded.map((item) => columnRead(item, read)?.column.name ?? null);
  // What is left out must have been there, and something must be left.
  if (exclude.includes(null) || exclude.includes(target.column.name)) return null;
  const left = exclude.filter((name) => name !== null);
  if (!hasFeature(read, [target.column.name, ...left])) return null;
  items.use(
    ...items.words('train', 'model', 'predict', 'target', 'classification', 'regression', 'and', 'row'),
  );
  for (const item of items.unused())
    if (tablesOf(item).some((table) => read.includes(table))) items.use(item);
  if (items.unused().length > 0 || task === null || !suits(algorithm, task)) return null;

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
      exclude: left,
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

/** "without age and gender", "年齢と性別を使わずに": the columns that belong to the word; it is used with them. */
function takeExcluded(items: Items, forward: Step): Item[] {
  return items.words('without', 'not').flatMap((word) => {
    const run = runFrom(items, items.next(word, forward), forward, namesColumn, true);
    if (run.members.length > 0) items.use(word, ...run.members, ...run.joints);
    return forward === 1 ? run.members : run.members.toReversed();
  });
}

/** A table may have a column of its own name. */
const namesColumn = (item: Item | null): boolean => columnsOf(item).length > 0;

/** The column of that name in the first of the tables that has it. */
function columnRead(item: Item, tables: Table[]): ColumnRef | null {
  for (const table of tables) {
    const [first, ...more] = columnsOf(item).filter((one) => one.table === table);
    if (first !== undefined) return more.length === 0 ? first : null;
  }
  return null;
}

/** Beside the word "target" or "predict", first on the side where it belongs, or the only column that is named. */
function takeTarget(items: Items, catalog: Catalog, forward: Step): ColumnRef | null {
  const words = items.words('target', 'predict');
  const beside = [forward, opposite(forward)].flatMap((step) => words.map((word) => items.next(word, step)));
  const columns = items.unused().filter(isColumn);
  const item = beside.find(namesColumn) ?? (columns.length === 1 ? columns[0] : null);
  if (item == null) return null;
  items.use(item);
  return columnRead(item, [...namedTables(items), ...catalog.tables]);
}

/** A model needs some rows, a target that differs between them, and a column that may tell why. */
export const isTrainable = (table: Table, column: Column): boolean =>
  table.rowCount >= 50 &&
  column.distinctCount >= 2 &&
  ['number', 'text', 'boolean'].includes(column.kind) &&
  !isIdentifier(table, column) &&
  hasFeature([table], [column.name]);

const hasFeature = (tables: Table[], without: string[]): boolean =>
  tables.some((table) =>
    table.columns.some(
      (column) => !without.includes(column.name) && column.distinctCount >= 2 && !isIdentifier(table, column),
    ),
  );

/** Reached by a key, with columns that the table itself has not. */
const addsColumns = (table: Table, other: Table): boolean =>
  other !== table &&
  joinKey(table, other) !== null &&
  other.columns.some(
    ({ name }) => !table.columns.some((column) => column.name.toLowerCase() === name.toLowerCase()),
  );

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
