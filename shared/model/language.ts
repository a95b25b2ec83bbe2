import type { Language } from '../plan/plan.ts';

/** How a model is told the language to write in. Prompts in other languages than Japanese count as English. */
export const languageWords: Record<Language, string> = {
  en: 'the language of the question: English, unless it is plainly another',
  ja: 'Japanese',
};
