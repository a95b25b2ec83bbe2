import type { Language } from '../../../../shared/plan/plan.ts';
import { isTime } from '../columns.ts';
import { isTimeFilter } from '../question/filters.ts';
import { comparisonEn, comparisonJa, filterWords } from './filter-words.ts';
import type { Group, Measure, Order, Question } from '../question/question.ts';
import type { QuestionSql } from '../sql/question-sql.ts';
import type { Grain } from '../words/words.ts';

const grainWords: Record<Language, Record<Grain, string>> = {
  en: {
    year: 'year',
    quarter: 'quarter',
    month: 'month',
    week: 'week',
    day: 'day',
    hour: 'hour of the day',
    weekday: 'weekday',
  },
  ja: { year: '年', quarter: '四半期', month: '月', week: '週', day: '日', hour: '時間帯', weekday: '曜日' },
};

/** What is measured, of what, per what: the title of the answer. A plan's title has at most 200 characters. */
export function titleOf(question: Question, language: Language): string {
  const title = language === 'ja' ? titleJa(question) : titleEn(question);
  return title.length <= 200 ? title : `${title.slice(0, 199)}…`;
}

function titleEn({ table, measures, groups, filters, shows, order, having }: Question): string {
  const by = groups.map((group) => groupWords(group, 'en')).join(' and ');
  const what =
    shows === 'rows'
      ? rowsEn(table.name, order)
      : shows === 'values'
        ? `values of ${by} in ${table.name}`
        : measures.map((one) => measureEn(one, table.name)).join(' and ');
  const related = filters.filter(({ kind }) => kind === 'related').map((one) => ` ${filterWords(one, 'en')}`);
  const where = filters
    .filter((one) => !isTimeFilter(one) && one.kind !== 'related')
    .map((one) => filterWords(one, 'en'));
  const when = filters.filter(isTimeFilter).map((one) => ` ${filterWords(one, 'en')}`);
  return [
    `${what.charAt(0).toUpperCase()}${what.slice(1)}`,
    ...related,
    by === '' || shows === 'values' ? '' : ` by ${by}`,
    where.length === 0 ? '' : ` where ${where.join(' and ')}`,
    ...when,
    having === null
      ? ''
      : `, if ${measureEn(having.measure, table.name)} ${comparisonEn[having.comparison]} ${having.value}`,
  ].join('');
}

function titleJa({ table, measures, groups, filters, shows, order, having }: Question): string {
  const by = groups.map((group) => groupWords(group, 'ja')).join('・');
  const where = [
    ...filters.map((filter) => filterWords(filter, 'ja')),
    ...(having === null
      ? []
      : [`${measureJa(having.measure, table.name)}が${having.value}${comparisonJa[having.comparison]}`]),
  ];
  const what =
    shows === 'rows'
      ? rowsJa(table.name, order)
      : shows === 'values'
        ? `${table.name}の${by}の値`
        : measures.map((one) => measureJa(one, table.name)).join('と');
  return `${by === '' || shows === 'values' ? '' : `${by}ごとの`}${what}${where.length === 0 ? '' : `（${where.join('、')}）`}`;
}

const rowsEn = (table: string, order: Order | null): string =>
  order?.by == null
    ? `rows of ${table}`
    : `rows of ${table} with the ${order.direction === 'most' ? 'highest' : 'lowest'} ${order.by.column.name}`;

const rowsJa = (table: string, order: Order | null): string =>
  order?.by == null
    ? `${table}の行`
    : `${order.by.column.name}が${order.direction === 'most' ? '大きい' : '小さい'}順の${table}の行`;

function measureEn(measure: Measure, table: string): string {
  switch (measure.kind) {
    case 'count':
      return `number of ${table}`;
    case 'distinct':
      return `number of different values of ${measure.of.column.name} in ${table}`;
    case 'rate':
      return `${measure.of.column.name} rate`;
    case 'share':
      return measure.part.length === 0
        ? `share of ${table}`
        : `share (${measure.part.map((one) => filterWords(one, 'en')).join(' and ')}) of ${table}`;
    default:
      return `${measureWordsEn[measure.kind]} ${measure.of.column.name}`;
  }
}

const measureWordsEn = {
  average: 'average',
  sum: 'total',
  median: 'median',
  deviation: 'standard deviation of',
  minimum: 'minimum',
  maximum: 'maximum',
} as const;

const measureWordsJa = {
  average: '平均',
  sum: '合計',
  median: '中央値',
  deviation: '標準偏差',
  minimum: '最小値',
  maximum: '最大値',
} as const;

function measureJa(measure: Measure, table: string): string {
  switch (measure.kind) {
    case 'count':
      return `${table}の件数`;
    case 'distinct':
      return `${measure.of.column.name}の種類の数`;
    case 'rate':
      return `${measure.of.column.name}の割合`;
    case 'share':
      return measure.part.length === 0
        ? `${table}の割合`
        : `${table}のうち${measure.part.map((one) => filterWords(one, 'ja')).join('、')}の割合`;
    default:
      return `${measure.of.column.name}の${measureWordsJa[measure.kind]}`;
  }
}

function groupWords(group: Group, language: Language): string {
  if (group.kind === 'column') return group.of.column.name;
  if (group.kind === 'bucket')
    return language === 'ja'
      ? `${group.of.column.name}の${group.width}刻み`
      : `${group.of.column.name} in steps of ${group.width}`;
  const grain = grainWords[language][group.grain];
  const { column, table } = group.of;
  if (table.columns.filter(isTime).length < 2) return grain;
  return language === 'ja' ? `${column.name}の${grain}` : `${grain} of ${column.name}`;
}

/** The answer as a template: every number in it is filled from the result. */
export function answerTemplate(
  question: Question,
  { groupNames, measureNames, total }: QuestionSql,
  language: Language,
): string {
  const title = titleOf(question, language);
  const table = `${title}:\n\n{{table.result}}`;
  if (total !== null) {
    const [shown, all] = ['**{{table.result.rowCount}}**', '**{{table.total[0]["count"]}}**'];
    return `${title}${language === 'ja' ? `（ ${all} 件のうち ${shown} 件）` : ` (${shown} of ${all})`}:\n\n{{table.result}}`;
  }
  if (question.shows !== 'measures') return table;
  const cell = (name: string) =>
    `**{{table.result[0][${JSON.stringify(name)}]${formatOf(question, measureNames.indexOf(name))}}}**`;
  if (groupNames.length === 0) {
    const values = measureNames.map(cell);
    // Where letters touch it, ** is no mark of CommonMark: a space stands outside.
    return language === 'ja'
      ? `${title}は ${values.join('、 ')} です。`
      : `${title}: ${values.join(' and ')}.`;
  }
  // Only what was ordered has a first.
  const [measure] = measureNames;
  if (question.order === null || measure === undefined) return table;
  const isLeast = question.order.direction === 'least';
  if (!surelyHasRows(question))
    return `${title}${language === 'ja' ? (isLeast ? '（小さい順）' : '（大きい順）') : `, ${isLeast ? 'lowest' : 'highest'} first`}:\n\n{{table.result}}`;
  // Several may share the first place; all of these are in the table.
  const isOne = question.order.limit === 1;
  const who = groupNames.map(cell).join(language === 'ja' ? '・ ' : ', ');
  const lead =
    language === 'ja'
      ? `${title}: ${isLeast ? '最も小さい' : '最も大きい'}のは ${who} で、 ${cell(measure)} です${isOne ? '（同じ値のものはすべて表にあります）' : ''}。`
      : `${title}: the ${isLeast ? 'lowest' : 'highest'} is ${who} with ${cell(measure)}${isOne ? '; any that equal it are in the table' : ''}.`;
  return `${lead}\n\n{{table.result}}`;
}

/** Of no rows there is no highest. A value that the table lists is in one of them; two together need not be. */
function surelyHasRows({ table, filters }: Question): boolean {
  const [only, ...more] = filters;
  if (table.rowCount === 0 || more.length > 0) return false;
  return only === undefined || (only.kind === 'in' && !only.not && only.of.table === table);
}

/** Shares and rates read best in per cent. */
const formatOf = (question: Question, measure: number): string =>
  ['rate', 'share'].includes(question.measures[measure]?.kind ?? '') ? '|.1%' : '';
