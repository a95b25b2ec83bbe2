import { isIn, leadsElsewhere } from '../../../shared/answer/check.ts';
import { inventedNumber } from '../../../shared/answer/digits.ts';
import { TemplateError } from '../../../shared/answer/template.ts';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { Language, Plan } from '../../../shared/plan/plan.ts';

/** What words about a plan may take their numbers and names from. */
export interface WordSources {
  prompt: string;
  language: Language;
  catalog: Catalog;
  /** What else the model was told, or has written to run: notes, probes, its program. */
  told: readonly string[];
  queries: Plan['queries'];
}

/**
 * Why words that people read beside an answer cannot stand there, in words for whoever wrote them; null when they can. They
 * are no template: nothing fills them in, so that they hold no number that was not given, nothing that leads a reader
 * elsewhere, and no other language than the prompt's.
 */
export function wordsProblem(field: string, text: string, sources: WordSources): string | null {
  const { language } = sources;
  if (/\{\{|\}\}/.test(text)) return `\`${field}\` holds a placeholder: only the answer may`;
  const problem = leadsElsewhere(text);
  if (problem !== null) return `\`${field}\` holds ${problem}: write plain words`;
  const invented = inventedIn(text, sources);
  if (invented !== null)
    return `\`${field}\` holds "${invented}", a number that stands neither in the question nor in the plan: leave it out`;
  return isIn(language, withoutNames(text, sources.catalog))
    ? null
    : `\`${field}\` must be in ${language === 'ja' ? 'Japanese' : 'English'}, the language of the question`;
}

function inventedIn(text: string, { prompt, catalog, told, queries }: WordSources): string | null {
  const { tables } = catalog;
  const known = tables.flatMap((table) =>
    table.columns.flatMap(({ min, max, values }) => [min ?? '', max ?? '', ...(values ?? [])]),
  );
  try {
    return inventedNumber(text, {
      prompt,
      plan: { title: '', queries, parameters: { told: [...told, ...known] } },
      scope: { metrics: queries, tables },
    });
  } catch (error) {
    if (error instanceof TemplateError) return text.slice(0, 60);
    throw error;
  }
}

/** Names and values of the data are in no language. */
function withoutNames(text: string, { tables }: Catalog): string {
  const names = tables.flatMap((table) => [
    table.name,
    ...table.columns.flatMap(({ name, values }) => [name, ...(values ?? [])]),
  ]);
  return names
    .filter((name) => name !== '' && text.includes(name))
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, name) => rest.replaceAll(name, ' '), text.replaceAll(/`[^`]*`/g, ' '));
}
