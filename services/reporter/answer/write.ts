import type { Warning } from '../../../shared/plan/manifest.ts';
import type { Evidence } from '../gather.ts';
import { inventedNumber, type NumberSources } from '../../../shared/answer/digits.ts';
import { withoutMarks } from './anchors.ts';
import { fillTemplate } from './fill.ts';
import type { AnswerTable, Scope } from './scope.ts';
import { parseTemplate, TemplateError, type Segment } from '../../../shared/answer/template.ts';
import { escapeMarkdown } from './markdown.ts';
import { metricLabel, tableLabel } from '../present/label.ts';

/** The answer for people, what had to be changed about its wording, and which tables stand in it. */
export interface WrittenAnswer {
  answer: string;
  warnings: Warning[];
  shownTables: string[];
}

/** From the template that the plan, or the program by `answer()`, left; by code alone where that one is not fit. */
export function writeAnswer(evidence: Evidence, scope: Scope): WrittenAnswer {
  const { plan, prompt, manifest } = evidence;
  const template = manifest === null ? plan.answer : manifest.answer;
  const { text, reason } = tryTemplate(template, { prompt, plan, scope });
  const warnings: Warning[] =
    reason === null
      ? []
      : [{ check: 'answer', severity: 'notice', figure: null, text: replacedWords(reason, scope) }];
  return {
    answer: [text ?? plainAnswer(scope), ...remarks(evidence, scope)].join('\n\n'),
    warnings,
    shownTables: scope.tables
      .filter((table) => text === null || isShown(table, parseTemplate(template ?? '')))
      .map((table) => table.name),
  };
}

/** As a table: a row that is told in sentences stands among the tables, for its numbers to lead to. */
const isShown = (table: AnswerTable, segments: Segment[]): boolean =>
  segments.some(
    (segment) =>
      'reference' in segment && segment.reference.kind === 'table' && segment.reference.name === table.name,
  );

function tryTemplate(
  template: string | null,
  sources: NumberSources & { scope: Scope },
): { text: string | null; reason: string | null } {
  if (template === null || template.trim() === '') return { text: null, reason: null };
  try {
    const invented = inventedNumber(template, sources);
    if (invented !== null) return { text: null, reason: invented };
    return { text: fillTemplate(template, sources.scope), reason: null };
  } catch (error) {
    if (error instanceof TemplateError) return { text: null, reason: error.message };
    throw error;
  }
}

const replacedWords = (reason: string, { language }: Scope): string =>
  language === 'ja'
    ? `プログラムの回答文には計算結果に由来しない数値または誤った参照（${reason}）があったため、結果から書き直しました。`
    : `The program's own wording held a number or a reference that does not come from its results (${reason}); this answer was written from the results instead.`;

/** Every metric and every table, without words that could be wrong. */
function plainAnswer(scope: Scope): string {
  const baseline = scope.language === 'ja' ? 'ベースライン' : 'baseline';
  const metrics = scope.metrics.map((metric) => {
    const name = `metric[${JSON.stringify(metric.name)}]`;
    return `- ${escapeMarkdown(metricLabel(metric.name, scope.language))}: {{${name}}}${metric.baseline === null ? '' : ` (${baseline} {{${name}.baseline}})`}`;
  });
  const tables = scope.tables.map(
    (table) =>
      `**${escapeMarkdown(tableLabel(table.name, scope.language))}**\n\n{{table[${JSON.stringify(table.name)}]}}`,
  );
  const done = scope.language === 'ja' ? '処理が終わりました。' : 'Done.';
  return fillTemplate(
    [metrics.join('\n'), ...tables].filter((part) => part !== '').join('\n\n') || done,
    scope,
  );
}

/** What a reader must know beside the numbers: how the names were read, and what a repair changed. */
function remarks({ run, plan }: Evidence, { isLinked = false }: Scope): string[] {
  const notes = run.attempts.flatMap((attempt) => (attempt.note === null ? [] : [attempt.note]));
  const all = [...notes, ...plan.assumptions];
  return all.length === 0
    ? []
    : [all.map((text) => `> ${isLinked ? withoutMarks(text) : text}`).join('\n>\n')];
}
