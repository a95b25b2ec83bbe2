import { oneLine } from '../../../shared/catalog/text.ts';
import type { Language } from '../../../shared/plan/plan.ts';
import type { Refusal } from '../answer/refusal.ts';

/** Of code's own words: what was wrong with those that were written, and why a model that was asked gave none. */
export function noticeOf(refusal: Refusal | null, trouble: string | null, language: Language): string | null {
  const why = trouble === null ? null : oneLine(trouble, 500);
  if (refusal !== null)
    return [refused[language](refusal.found), ...(why === null ? [] : [asked[language](why)])].join(
      language === 'ja' ? '' : ' ',
    );
  return why === null ? null : missing[language](why);
}

const refused: Record<Language, (found: string) => string> = {
  en: (found) =>
    `The first wording of this answer held what does not come from the results or may not stand in an answer (${found}); this one was written from the results instead.`,
  ja: (found) =>
    `最初の回答文には、計算結果に由来しない数値や参照、または回答に使えない表現（${found}）があったため、結果から書き直しました。`,
};

const asked: Record<Language, (why: string) => string> = {
  en: (why) => `The language model was asked for other words in vain: ${why}.`,
  ja: (why) => `言語モデルに書き直しを求めましたが、使える文は得られませんでした（${why}）。`,
};

const missing: Record<Language, (why: string) => string> = {
  en: (why) =>
    `No words came with the results, and the language model gave none either (${why}); this answer was written from the results.`,
  ja: (why) =>
    `結果を説明する文がなく、言語モデルからも使える文は得られませんでした（${why}）。そのため、結果から回答を書きました。`,
};
