import { matchAt } from './match-at.ts';
import type { Vocabulary, Word } from './words.ts';

export interface Phrase {
  pattern: RegExp;
  word: Word;
}

export const phrasePatterns = (vocabulary: Vocabulary): Phrase[] =>
  Object.entries(vocabulary.phrases).flatMap(([word, phrases]) =>
    phrases.map((phrase) => ({ word: word as Word, pattern: toPattern(phrase) })),
  );

function toPattern(phrase: string): RegExp {
  const body = phrase.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`).replaceAll(' ', String.raw`\s+`);
  return new RegExp(
    `${/^[a-z]/i.test(phrase) ? '(?<![a-z0-9_])' : ''}${body}${/[a-z]$/i.test(phrase) ? '(?![a-z0-9_])' : ''}`,
    'iuy',
  );
}

/** What a word is that is in the vocabulary and in the catalog: a table may have a column called "score". */
export type Preference = 'words' | 'names';

/** Words that hold a question together are never names unless quoted; a column may well be called "score" or "date". */
const alwaysWords: ReadonlySet<string> = new Set(
  `and or not by count list average median minimum maximum most least over under atLeast atMost orMore orLess between
  without before after`.split(/\s+/),
);

export const mayBeName = ({ word, length }: FoundPhrase, prefer: Preference): boolean =>
  prefer === 'names' && !alwaysWords.has(word) && !(word === 'filler' && length < 4);

export interface FoundPhrase {
  length: number;
  word: Word;
  token: { kind: 'word'; word: Word; text: string };
}

export function longestPhrase(text: string, at: number, phrases: Phrase[]): FoundPhrase | null {
  let best: FoundPhrase | null = null;
  for (const { pattern, word } of phrases) {
    const found = matchAt(pattern, text, at);
    if (found !== null && found.length > (best?.length ?? 0))
      best = { length: found.length, word, token: { kind: 'word', word, text: found } };
  }
  return best;
}
