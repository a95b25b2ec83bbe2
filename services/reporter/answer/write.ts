import { parseTemplate, type Segment } from '../../../shared/answer/template.ts';
import type { Evidence } from '../gather.ts';
import { metricLabel, tableLabel } from '../present/label.ts';
import { withoutMarks } from './anchors.ts';
import { fillTemplate } from './fill.ts';
import { escapeMarkdown } from './markdown.ts';
import type { AnswerTable, Scope } from './scope.ts';

/** The answer for people, and which tables stand in it. */
export interface WrittenAnswer {
  answer: string;
  shownTables: string[];
}

/** From a template that nothing is wrong with; by code alone where there is none. */
export function writeAnswer(evidence: Evidence, scope: Scope, template: string | null): WrittenAnswer {
  const segments = template === null ? null : parseTemplate(template);
  const answer = template === null ? plainAnswer(scope) : fillTemplate(template, scope);
  return {
    answer: [answer, ...remarks(evidence, scope)].join('\n\n'),
    shownTables: scope.tables
      .filter((table) => segments === null || isShown(table, segments))
      .map((table) => table.name),
  };
}

/** As a table: a row that is told in sentences stands among the tables, for its numbers to lead to. */
const isShown = (table: AnswerTable, segments: Segment[]): boolean =>
  segments.some(
    (segment) =>
      'reference' in segment && segment.reference.kind === 'table' && segment.reference.name === table.name,
  );

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
