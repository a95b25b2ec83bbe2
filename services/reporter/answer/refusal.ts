import { inventedWords, wordsProblem } from '../../../shared/answer/check.ts';
import { inventedNumber, type NumberSources } from '../../../shared/answer/digits.ts';
import { TemplateError } from '../../../shared/answer/template.ts';
import type { Language } from '../../../shared/plan/plan.ts';
import { fillTemplate } from './fill.ts';
import type { Scope } from './scope.ts';

/** Why a template cannot be filled. */
export interface Refusal {
  /** The piece that comes from nowhere, or what is wrong with a placeholder or the words: for people. */
  found: string;
  /** A sentence for whoever wrote it. Quotes the template and names of results, never a cell. */
  reason: string;
}

/** Null for a template that may be filled from these results. */
export function refusalOf(
  template: string,
  { prompt, plan, scope }: NumberSources & { scope: Scope },
): Refusal | null {
  try {
    const invented = inventedNumber(template, { prompt, plan, scope });
    if (invented !== null) return { found: invented, reason: inventedWords(invented) };
    fillTemplate(template, scope);
    return null;
  } catch (error) {
    if (error instanceof TemplateError)
      return { found: error.message, reason: `in the answer, ${error.message}` };
    throw error;
  }
}

/** Null for words that lead nobody elsewhere and are in the prompt's language. */
export function wordsRefusal(template: string, language: Language): Refusal | null {
  const problem = wordsProblem(template, language);
  return problem === null ? null : { found: problem, reason: problem };
}
