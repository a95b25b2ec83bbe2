import type { Chart, Language, Plan } from '../../../shared/plan/plan.ts';
import { toSql, type QuestionSql } from './question-sql.ts';
import { answerTemplate, titleOf } from './question-words.ts';
import { readQuestion, type Question } from './question.ts';
import type { Intent } from './intent.ts';

/** Counts, sums, averages, shares: one SELECT and a sentence with its numbers. */
export const aggregate: Intent = ({ items, catalog, language, assumptions }) => {
  const question = readQuestion(items, catalog, language);
  if (question === null) return null;
  const written = toSql(question);
  if (written === null) return null;
  const title = titleOf(question, language);
  return {
    kind: 'query',
    title,
    language,
    understood: title,
    queries: [{ name: 'result', sql: written.sql }],
    program: null,
    parameters: {},
    parentArtifacts: [],
    fallbacks: [],
    answer: answerTemplate(question, written, language),
    chart: chartOf(question, written),
    assumptions: [...assumptions, ...entityAssumption(question, written, language)],
  } satisfies Plan;
};

/** One group and one measure make a picture; more read better as a table. */
function chartOf(question: Question, { groupNames, measureNames }: QuestionSql): Chart | null {
  const [x, ...more] = groupNames;
  if (x === undefined || more.length > 0 || question.limit === 1) return null;
  const group = question.groups[0];
  const isTime = group?.kind === 'grain' && !['hour', 'weekday'].includes(group.grain);
  return { type: isTime ? 'line' : 'bar', table: 'result', x, y: measureNames.slice(0, 1) };
}

function entityAssumption(
  { table }: Question,
  { countsEntities }: QuestionSql,
  language: Language,
): string[] {
  if (countsEntities === null) return [];
  const { key, through } = countsEntities;
  return language === 'ja'
    ? [`${table.name}は、${through.name}に${key}が現れるものを一度ずつ数えました。`]
    : [`Each of ${table.name} is counted once, if its ${key} occurs in such ${through.name}.`];
}
