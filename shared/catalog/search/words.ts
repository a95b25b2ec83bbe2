import { stemmer } from 'stemmer';
import { lexicon } from './lexicon.ts';

const latin = /^[\p{Script=Latin}\p{N}]/u;
const run =
  /[\p{Script=Latin}]+|\p{N}+|[\p{Script=Han}々〆]+|[\p{Script=Katakana}ー]+|[\p{Script=Hiragana}]+|[\p{L}]+/gu;

/** Words that say nothing about what is asked for. */
const stopWords = new Set(
  `a an and any are as at be been being both but by can could did do does during each every for from get give had has have how
  i if in into is it its let list many me more most much my no not of on one or our out over per please s shall should show so
  some such tell than that the their them then there these they this those to under us use was we were what when where which
  who whom whose why will with within without would you your`.split(/\s+/),
);

/**
 * The words of a text as they are searched for: lower case, names split where case, digits and marks change, English ones
 * reduced to their stem. Japanese, which has no blanks, becomes the words of the lexicon in it and every pair of
 * characters: a segmenter's dictionary does not know a company's words, pairs find them all the same.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [piece] of splitCase(text.normalize('NFKC')).matchAll(run)) {
    const word = piece.toLowerCase();
    if (latin.test(word)) {
      if (!stopWords.has(word)) words.push(stemmer(word));
    } else words.push(...pairsOf(word), ...japaneseWords.filter((known) => word.includes(known)));
  }
  return words;
}

/** Two neighbours written as one word: a question's "interaction type" is a column's interactiontype. */
export function joinedWordsOf(text: string): string[] {
  const pieces =
    splitCase(text.normalize('NFKC'))
      .toLowerCase()
      .match(/[\p{Script=Latin}\p{N}]+/gu) ?? [];
  return pieces.slice(1).map((piece, i) => stemmer(`${pieces[i]}${piece}`));
}

/** What a word may also be called by: the names of its groups, `~12`. */
export const meaningsOf = (word: string): readonly string[] => meanings.get(word) ?? [];

const splitCase = (text: string): string =>
  text.replace(/(?<=\p{Ll}|\p{N})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, ' ');

function pairsOf(characters: string): string[] {
  const all = Array.from(characters);
  return all.length === 1 ? all : all.slice(1).map((character, i) => `${all[i]}${character}`);
}

const meanings = new Map<string, string[]>();
const japaneseWords: string[] = [];
for (const [i, group] of lexicon.entries())
  for (const word of group) {
    const key = latin.test(word) ? stemmer(word) : word;
    if (key === word && !latin.test(word) && !japaneseWords.includes(word)) japaneseWords.push(word);
    meanings.set(key, [...(meanings.get(key) ?? []), `~${i}`]);
  }
