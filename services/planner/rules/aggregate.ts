import type { Chart, Plan } from '../../../shared/plan/plan.ts';
import type { Intent } from './intent.ts';
import { toItems } from './words/items.ts';
import { leavesOpen } from './question/open-choices.ts';
import { notesOn } from './answer/question-notes.ts';
import { toSql, type QuestionSql } from './sql/question-sql.ts';
import { answerTemplate, titleOf } from './answer/question-words.ts';
import { readQuestion, type Question } from './question/question.ts';
import { likelyBases, scopeOf } from './question/scope.ts';

/**
 * Counts, sums, averages, shares: one SELECT and a sentence with its numbers. The likeliest table is taken of which the
 * prompt is a question in every word: whatever an item was read as must stand in the SQL.
 */
export const aggregate: Intent = ({ items, catalog, language, assumptions }) => {
  for (const base of likelyBases(items, catalog, language)) {
    const taken = toItems(items.tokens);
    const question = readQuestion(taken, scopeOf(base, taken, catalog), catalog, language);
    const written = question === null ? null : toSql(question);
    if (question === null || written === null || taken.leftOver(written.written).length > 0) continue;
    if (leavesOpen(question, taken, catalog)) return null;
    const title = titleOf(question, language);
    return {
      kind: 'query',
      title,
      language,
      understood: title,
      queries: [
        { name: 'result', sql: written.sql },
        ...(written.total === null ? [] : [{ name: 'total', sql: written.total }]),
      ],
      program: null,
      parameters: {},
      parentArtifacts: [],
      fallbacks: [],
      answer: answerTemplate(question, written, language),
      chart: chartOf(question, written),
      assumptions: [...assumptions, ...notesOn(question, written, taken, catalog, language)],
    } satisfies Plan;
  }
  return null;
};

/** One group and one measure make a picture; more read better as a table. */
function chartOf(question: Question, { groupNames, measureNames }: QuestionSql): Chart | null {
  const [x, ...more] = groupNames;
  if (x === undefined || more.length > 0 || measureNames.length === 0 || question.order?.limit === 1)
    return null;
  const group = question.groups[0];
  const isTime = group?.kind === 'grain' && !['hour', 'weekday'].includes(group.grain);
  return { type: isTime ? 'line' : 'bar', table: 'result', x, y: measureNames.slice(0, 1) };
}
