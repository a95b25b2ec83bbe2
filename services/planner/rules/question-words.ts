import type { Language } from '../../../shared/plan/plan.ts';
import type { Filter } from './filters.ts';
import type { Grain, Group, Measure, Question } from './question.ts';
import type { QuestionSql } from './question-sql.ts';

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

/** What is measured, of what, per what: the title of the answer. */
export function titleOf(question: Question, language: Language): string {
  const { table, measures, groups, filters } = question;
  const where = filters.map((filter) => filterWords(filter, language));
  const by = groups.map((group) => groupWords(group, language));
  if (language === 'ja') {
    const what = question.list
      ? `${table.name}の行`
      : measures.map((one) => measureJa(one, table.name)).join('と');
    return `${by.length === 0 ? '' : `${by.join('・')}ごとの`}${what}${where.length === 0 ? '' : `（${where.join('、')}）`}`;
  }
  const what = question.list
    ? `Rows of ${table.name}`
    : measures.map((one) => measureEn(one, table.name)).join(' and ');
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}${by.length === 0 ? '' : ` by ${by.join(' and ')}`}${where.length === 0 ? '' : ` where ${where.join(' and ')}`}`;
}

function measureEn(measure: Measure, table: string): string {
  switch (measure.kind) {
    case 'count':
      return `number of ${table}`;
    case 'distinct':
      return `number of different ${measure.of.column.name} in ${table}`;
    case 'rate':
      return measure.of === null ? `share of ${table}` : `${measure.of.column.name} rate`;
    default:
      return `${measure.kind} ${measure.of.column.name}`;
  }
}

const measureWordsJa = {
  average: '平均',
  sum: '合計',
  median: '中央値',
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
      return measure.of === null ? `${table}の割合` : `${measure.of.column.name}の割合`;
    default:
      return `${measure.of.column.name}の${measureWordsJa[measure.kind]}`;
  }
}

const groupWords = (group: Group, language: Language): string =>
  group.kind === 'column' ? group.of.column.name : grainWords[language][group.grain];

const comparisonEn = {
  '=': 'is',
  '<>': 'is not',
  '>': 'is over',
  '>=': 'is at least',
  '<': 'is under',
  '<=': 'is at most',
};
const comparisonJa = { '=': '', '<>': '以外', '>': 'より大きい', '>=': '以上', '<': '未満', '<=': '以下' };

function filterWords(filter: Filter, language: Language): string {
  const name = filter.of.column.name;
  switch (filter.kind) {
    case 'compare':
      return language === 'ja'
        ? `${name}が${filter.value}${comparisonJa[filter.comparison]}`
        : `${name} ${comparisonEn[filter.comparison]} ${filter.value}`;
    case 'in':
      return language === 'ja'
        ? `${name}が${filter.values.map((value) => `「${value}」`).join('か')}${filter.not ? '以外' : ''}`
        : `${name} is ${filter.not ? 'not ' : ''}${filter.values.map((value) => `“${value}”`).join(' or ')}`;
    case 'missing':
      return language === 'ja'
        ? `${name}が${filter.not ? '不明でない' : '不明'}`
        : `${name} is ${filter.not ? 'not ' : ''}missing`;
    case 'year':
      return language === 'ja' ? `${filter.year}年` : `the year of ${name} is ${filter.year}`;
  }
}

/** The answer as a template: every number in it is filled from the result. */
export function answerTemplate(
  question: Question,
  { groupNames, measureNames }: QuestionSql,
  language: Language,
): string {
  const title = titleOf(question, language);
  if (question.list) return `${title}:\n\n{{table.result}}`;
  const cell = (row: number, name: string) =>
    `{{table.result[${row}][${JSON.stringify(name)}]${formatOf(question, measureNames.indexOf(name))}}}`;
  if (groupNames.length === 0) {
    const values = measureNames.map((name) => `**${cell(0, name)}**`);
    return language === 'ja' ? `${title}は${values.join('、')}です。` : `${title}: ${values.join(' and ')}.`;
  }
  const [measure = ''] = measureNames;
  const who = groupNames.map((name) => `**${cell(0, name)}**`).join(language === 'ja' ? '・' : ', ');
  const isTime = question.groups[0]?.kind === 'grain' && question.order === null;
  if (isTime) return `${title}:\n\n{{table.result}}`;
  const lead =
    language === 'ja'
      ? `${title}: ${question.order === 'least' ? '最も小さい' : '最も大きい'}のは${who}で、**${cell(0, measure)}**です。`
      : `${title}: ${question.order === 'least' ? 'the lowest' : 'the highest'} is ${who} with **${cell(0, measure)}**.`;
  return `${lead}\n\n{{table.result}}`;
}

/** Shares and rates read best in per cent. */
const formatOf = (question: Question, measure: number): string =>
  question.measures[measure]?.kind === 'rate' ? '|.1%' : '';
