import MiniSearch from 'minisearch';
import { joinedWordsOf, meaningsOf, wordsOf } from './words.ts';

/** What a text is searched by: its fields, and what a hit in each of them is worth. */
export interface Searchable {
  id: string;
  fields: Record<string, string>;
}

export interface Hit {
  id: string;
  score: number;
}

/** Names are short and say it all; a meaning that two words share says less than the word itself. */
const meaningWeight = 0.45;

/**
 * Full-text search (BM25+) over texts in English and Japanese.
 * @param boosts every field by what a hit in it is worth
 */
export function createSearch(
  texts: readonly Searchable[],
  boosts: Record<string, number>,
): (question: string) => Hit[] {
  const index = new MiniSearch<Record<string, string>>({
    fields: Object.keys(boosts),
    tokenize: (text, field) =>
      field === 'name' ? [...wordsOf(text), ...joinedWordsOf(text)] : wordsOf(text),
    processTerm: (word) => [word, ...meaningsOf(word)],
  });
  index.addAll(texts.map(({ id, fields }) => ({ ...fields, id })));
  return (question) =>
    index
      .search(question, {
        boost: boosts,
        tokenize: (text) => [...new Set([...wordsOf(text), ...joinedWordsOf(text)])],
        boostTerm: (word) => (word.startsWith('~') ? meaningWeight : 1),
        prefix: isLong(4),
        fuzzy: (word) => (isLong(6)(word) ? 1 : false),
        weights: { prefix: 0.4, fuzzy: 0.2 },
      })
      .map(({ id, score }) => ({ id: String(id), score }));
}

/** Only words of an alphabet have beginnings and misspellings. */
const isLong =
  (characters: number) =>
  (word: string): boolean =>
    word.length >= characters && /^[a-z]/.test(word);
