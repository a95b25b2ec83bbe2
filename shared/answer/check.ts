import { detectLanguage } from '../plan/language.ts';
import type { Plan } from '../plan/plan.ts';
import { inventedNumber } from './digits.ts';
import { parseTemplate, TemplateError, type Reference } from './template.ts';

/**
 * Why a template that a model wrote cannot be the answer, or null. Nothing has run yet: placeholders may name the plan's
 * queries, whose columns nobody knows before they ran.
 */
export function templateProblem(
  template: string,
  { prompt, plan }: { prompt: string; plan: Pick<Plan, 'title' | 'queries' | 'parameters' | 'language'> },
): string | null {
  try {
    const segments = parseTemplate(template);
    const names = plan.queries.map(({ name }) => name);
    const strange = segments.flatMap((one) =>
      'reference' in one && !isOf(one.reference, names) ? [one.reference] : [],
    )[0];
    if (strange !== undefined)
      return strange.kind === 'metric'
        ? `the answer speaks of the metric ${strange.name}, but only a program has metrics`
        : `the answer speaks of the table ${strange.name}, but the queries are ${names.join(', ')}`;
    const invented = inventedNumber(template, { prompt, plan, scope: { metrics: [], tables: [] } });
    if (invented !== null) return inventedWords(invented);
  } catch (error) {
    if (error instanceof TemplateError) return `in the answer, ${error.message}`;
    throw error;
  }
  return wordsProblem(template, plan.language);
}

export const inventedWords = (invented: string): string =>
  `the answer holds "${invented}", which is neither a placeholder nor a number of the question or the plan: every number of a result must be a placeholder`;

/** What no answer may hold, whatever its numbers: a link leads the reader out, and another language is no answer. */
export function wordsProblem(template: string, language: Plan['language']): string | null {
  const leading = leadsElsewhere(template);
  if (leading !== null) return `the answer holds ${leading}: write plain Markdown`;
  return isIn(language, withoutPlaceholders(template))
    ? null
    : `the answer must be in ${language === 'ja' ? 'Japanese' : 'English'}, the language of the question`;
}

/** Links, pictures, HTML: nobody is led out of an answer, whoever wrote its words. Placeholders are none of these. */
export function leadsElsewhere(template: string): string | null {
  const text = withoutPlaceholders(template);
  if (/[a-z][a-z0-9+.-]*:\/\/|\bwww\.|\b(?:javascript|mailto):|\bdata:[a-z]+\//i.test(text))
    return 'an address';
  if (/\]\s*[([]|<[a-z!/?]/i.test(text)) return 'a link or HTML';
  return null;
}

const withoutPlaceholders = (template: string): string => template.replaceAll(/\{\{.*?\}\}/gs, ' ');

/** Words of the other language may stand in it: names of columns, values. Without any letter it is in every language. */
export function isIn(language: Plan['language'], words: string): boolean {
  if (!/\p{L}/u.test(words)) return true;
  if (language === 'ja') return detectLanguage(words) === 'ja';
  const japanese = words.match(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu)?.length ?? 0;
  const latinWords = words.match(/\p{Script=Latin}+/gu)?.length ?? 0;
  return japanese <= latinWords * 2;
}

const isOf = (reference: Reference, tables: readonly string[]): boolean =>
  reference.kind !== 'metric' && tables.includes(reference.name);
