import type { Catalog } from '../../../../shared/plan/catalog.ts';
import type { Language } from '../../../../shared/plan/plan.ts';
import { isIdentifier, isTime } from '../columns.ts';
import { namedTables, type Items } from '../words/items.ts';
import type { ColumnRef } from '../words/names.ts';
import { flatten, isTimeFilter, type Filter } from '../question/filters.ts';
import type { Question } from '../question/question.ts';
import { listedRows, type QuestionSql } from '../sql/question-sql.ts';
import { timesNamed } from '../question/scope.ts';

/** What was taken for granted, each once, in the language of the prompt. */
export function notesOn(
  question: Question,
  written: QuestionSql,
  items: Items,
  catalog: Catalog,
  language: Language,
): string[] {
  const say = words[language];
  const times = timeChosen(question, items);
  const conditions = conditionsOf(question);
  const notes = [
    written.countsEntities === null
      ? null
      : say.entities(question.table.name, written.countsEntities.key, written.countsEntities.through.name),
    ...conditions.flatMap((one) =>
      one.kind === 'related' && !one.not && one.rows === null
        ? say.entities(question.table.name, one.of.column.name, one.key.table.name)
        : [],
    ),
    conditions.some(({ kind }) => kind === 'recent') ? say.recent : null,
    question.measures.some(({ kind }) => kind === 'deviation') ? say.deviation : null,
    times === null ? null : say.time(times),
    ...(namedTables(items).length > 0 ? [] : sameNamed(question, catalog).map(say.sameNamed)),
    ...withoutNulls(question).map(say.nulls),
    question.shows === 'rows' && question.order?.by === null ? say.rows(question.order.limit ?? 0) : null,
    question.shows === 'rows' && question.order?.limit === null ? say.cut(listedRows) : null,
    question.shows === 'values' ? say.values(listedRows) : null,
  ];
  return [...new Set(notes.filter((note) => note !== null))];
}

const conditionsOf = ({ filters, measures }: Question): Filter[] =>
  flatten([...filters, ...measures.flatMap((measure) => (measure.kind === 'share' ? measure.part : []))]);

/** The column of time, where a table has several and the prompt names none. */
function timeChosen(question: Question, items: Items): ColumnRef | null {
  const used =
    question.groups.find(({ kind }) => kind === 'grain') ?? conditionsOf(question).find(isTimeFilter);
  if (used === undefined || timesNamed(items).length > 0) return null;
  return used.of.table.columns.filter(isTime).length > 1 ? used.of : null;
}

/** Columns that another table has under the same name, though no key leads from one to the other. */
function sameNamed({ measures, groups, filters }: Question, catalog: Catalog): ColumnRef[] {
  const used = [...measures, ...groups, ...filters].flatMap((one) => ('of' in one ? [one.of] : []));
  return used.filter(
    ({ table, column }) =>
      !isIdentifier(table, column) &&
      catalog.tables.some(
        (other) =>
          other !== table &&
          other.columns.some(
            (one) => one.name.toLowerCase() === column.name.toLowerCase() && one.kind === column.kind,
          ),
      ),
  );
}

const withoutNulls = ({ filters }: Question): string[] =>
  filters.flatMap((filter) => {
    const excludes =
      filter.kind === 'compare' ? filter.comparison === '<>' : filter.kind === 'in' && filter.not;
    return excludes && filter.of.column.nullShare > 0 ? [filter.of.column.name] : [];
  });

const words = {
  en: {
    entities: (table: string, key: string, through: string) =>
      `Each of ${table} is counted once, if its ${key} occurs in such ${through}.`,
    recent: 'The latest day of the data is the last of these days.',
    deviation: 'The standard deviation is that of a sample.',
    time: ({ column, table }: ColumnRef) => `The time is ${column.name} of ${table.name}.`,
    sameNamed: ({ column, table }: ColumnRef) =>
      `${column.name} is that of ${table.name}; another table has one too.`,
    nulls: (column: string) => `Rows without ${column} are not counted as different from it.`,
    values: (count: number) => `Each different value is shown once, at most ${count} of them.`,
    rows: (count: number) => `At most ${count} rows are shown, in no particular order.`,
    cut: (count: number) => `At most ${count} rows are shown.`,
  },
  ja: {
    entities: (table: string, key: string, through: string) =>
      `${table}は、${through}に${key}が現れるものを一度ずつ数えました。`,
    recent: 'データの最終日を期間の最後の日としました。',
    deviation: '標準偏差は標本標準偏差です。',
    time: ({ column, table }: ColumnRef) => `時間は${table.name}の${column.name}によります。`,
    sameNamed: ({ column, table }: ColumnRef) =>
      `${column.name}は${table.name}のものとしました。同じ名前の列はほかの表にもあります。`,
    nulls: (column: string) => `${column}が空の行は「以外」に含めていません。`,
    values: (count: number) => `異なる値を一度ずつ、最大${count}件表示しています。`,
    rows: (count: number) => `最大${count}行を、順不同で表示しています。`,
    cut: (count: number) => `最大${count}行を表示しています。`,
  },
};
