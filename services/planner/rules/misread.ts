import type { Language } from '../../../shared/plan/plan.ts';

/**
 * Wordings of which every word is known and that would be read as something else: "5回以上" counts what happened to one
 * person, no column; in "male or over 60" the "or" stands between two conditions, not behind a number.
 */
const wordings: Record<Language, RegExp> = {
  en: /\bor\s+(?:is\s+|are\s+)?(?:over|under|above|below|older|younger|more|less|fewer|at\s+(?:least|most))\b[^.?!]*?\d|\b(?:once|twice|thrice|\d+\s+times)\b/i,
  ja: /(?:[\d０-９]|[一二三四五六七八九十百千]+)\s*回/u,
};

export const isMisread = (prompt: string, language: Language): boolean =>
  wordings[language].test(
    language === 'ja' ? prompt.replaceAll(/第\s*[\d０-９一二三四五六七八九十百]+\s*回/gu, '') : prompt,
  );
