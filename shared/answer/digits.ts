import type { Plan } from '../plan/plan.ts';
import { parseTemplate } from './template.ts';

/** Names that are told to whoever writes an answer, and so may be written in it. */
export interface ResultNames {
  metrics: readonly { name: string }[];
  tables: readonly { name: string; columns: readonly { name: string }[] }[];
}

export interface NumberSources {
  prompt: string;
  plan: Pick<Plan, 'title' | 'queries' | 'parameters'>;
  scope: ResultNames;
}

/**
 * Numbers cannot be invented: outside of its placeholders a template may hold digits only where they are part of a name
 * of the results, of the prompt, or of a literal of the plan.
 * @returns the first piece of text with a digit that comes from nowhere, or null
 * @throws TemplateError
 */
export function inventedNumber(template: string, sources: NumberSources): string | null {
  const allowed = new Set(allowedTexts(sources).map((text) => text.normalize('NFKC').toLowerCase()));
  const written = template.normalize('NFKC').toLowerCase();
  // A catalog of 900 tables knows 50,000 numbers.
  const longestFirst = [...allowed]
    .filter((text) => /\p{Nd}/u.test(text) && written.includes(text))
    .toSorted((a, b) => b.length - a.length);
  for (const segment of parseTemplate(template)) {
    if (!('text' in segment)) continue;
    const text = segment.text.normalize('NFKC').toLowerCase();
    const left = longestFirst.reduce((rest, name) => removeWhole(rest, name), text);
    const found = /[^\s]*\p{Nd}[^\s]*/u.exec(left);
    if (found !== null) return found[0].slice(0, 60);
  }
  return null;
}

/** Not where it is a part of a longer number: "3" must not excuse "30". */
const removeWhole = (text: string, name: string): string =>
  text.replace(
    new RegExp(
      `(?<![\\p{Nd}.,])${name.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}(?![\\p{Nd}]|[.,]\\p{Nd})`,
      'gu',
    ),
    ' ',
  );

function allowedTexts({ prompt, plan, scope }: NumberSources): string[] {
  const names = [
    ...scope.metrics.map((metric) => metric.name),
    ...scope.tables.flatMap((table) => [table.name, ...table.columns.map((column) => column.name)]),
  ];
  const parameters = JSON.stringify(plan.parameters);
  const written = [prompt, plan.title, ...plan.queries.map((query) => query.sql), parameters];
  const literals = written.flatMap((text) => [
    ...(text.normalize('NFKC').match(/\p{Nd}[\p{Nd},]*(?:\.\p{Nd}+)?/gu) ?? []),
    ...(text.match(/'[^']*'|"[^"]*"/g) ?? []).map((quoted) => quoted.slice(1, -1)),
  ]);
  return [...names, ...literals].filter((text) => text.trim() !== '');
}
