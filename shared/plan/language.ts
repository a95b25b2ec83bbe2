import type { Language } from './plan.ts';

const quotation = /'[^']*'|"[^"]*"|「[^」]*」|『[^』]*』|`[^`]*`/gu;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** The language to answer in. Quotations do not count: an English prompt may name a Japanese column, and the reverse. */
export function detectLanguage(text: string): Language {
  const words = text.replace(quotation, ' ');
  if (kana.test(words)) return 'ja';
  const ideographs = words.match(/\p{Script=Han}/gu)?.length ?? 0;
  const latinWords = words.match(/[\p{Script=Latin}]+/gu)?.length ?? 0;
  return ideographs > latinWords ? 'ja' : 'en';
}
