import type { Catalog } from '../../../../shared/plan/catalog.ts';
import { amountAt, type Amount } from './amounts.ts';
import {
  exactKind,
  namePatterns,
  singular,
  spelled,
  squeeze,
  type Meaning,
  type NamePattern,
} from './names.ts';
import { longestPhrase, mayBeName, phrasePatterns, type Phrase, type Preference } from './phrases.ts';
import { matchAt } from './match-at.ts';
import { settleWeakValues } from './weak-values.ts';
import { similarName } from './similar.ts';
import type { Vocabulary, Word } from './words.ts';

export type Token =
  | { kind: 'word'; word: Word; text: string }
  | { kind: 'name'; text: string; quoted: boolean; meaning: Meaning }
  | Amount
  /** A quotation that names nothing in the catalog. */
  | { kind: 'text'; text: string }
  | { kind: 'unknown'; text: string };

export interface Scan {
  tokens: Token[];
  /** Names that were not written as the schema has them: [what was written, what it was read as]. */
  readAs: [string, string][];
}

export type Scanner = (prompt: string, catalog: Catalog, prefer: Preference) => Scan;

const quotation =
  /(?<![A-Za-z0-9])'([^']+)'|"([^"]+)"|`([^`]+)`|「([^」]+)」|『([^』]+)』|“([^”]+)”|‘([^’]+)’/uy;
const silence = /(?:[\s,;:?()[\]、。：；？（）…]|!(?!=)|\.(?!\d)|[—–](?![\d.]))+/uy;
const runOfLatin = /[\p{Script=Latin}\p{N}_'-]+/uy;

/**
 * Reads a prompt from left to right, the longest known phrase first, without assuming that words are separated. What is
 * neither in the catalog nor in the vocabulary becomes `unknown`.
 */
export function createScanner(vocabulary: Vocabulary): Scanner {
  const phrases = phrasePatterns(vocabulary);
  // Making the patterns takes longer than reading a prompt with them; a catalog is never changed.
  const patterns = new WeakMap<Catalog, NamePattern[]>();
  const patternsOf = (catalog: Catalog): NamePattern[] => {
    const made = patterns.get(catalog) ?? namePatterns(catalog, vocabulary.synonyms);
    patterns.set(catalog, made);
    return made;
  };
  return (prompt, catalog, prefer) => {
    const text = (vocabulary.sameAs ?? []).reduce(
      (written, [order, known]) => written.replace(order, known),
      prompt.normalize('NFKC').trim(),
    );
    return scan({ text, names: patternsOf(catalog), phrases, prefer });
  };
}

export interface Source {
  text: string;
  names: NamePattern[];
  phrases: Phrase[];
  prefer: Preference;
}

function scan(source: Source): Scan {
  const { text, names } = source;
  const tokens: Token[] = [];
  const readAs: Scan['readAs'] = [];
  const push = (token: Token) => {
    const last = tokens.at(-1);
    if (token.kind === 'unknown' && last?.kind === 'unknown' && !/^[\p{Script=Latin}]/u.test(token.text))
      last.text += token.text;
    else tokens.push(token);
  };
  const say = (written: string, read: string) => {
    if (stem(written) !== stem(read)) readAs.push([written, read]);
  };
  // Who quotes a name means that very one: another number is worth telling, too.
  const sayQuoted = (written: string, read: string) => {
    if (squeeze(written) !== squeeze(read)) readAs.push([written, read]);
  };

  for (let at = 0; at < text.length;) {
    const skipped = matchAt(silence, text, at);
    const quoted = skipped === null ? quotedAt(text, at) : null;
    const found = skipped === null && quoted === null ? longestAt(source, at) : null;
    if (quoted !== null) push(readQuotation(quoted.inner, names, sayQuoted));
    else if (found !== null) {
      push(found.token);
      if (found.readAs !== undefined) say(...found.readAs);
    }
    const known = skipped?.length ?? quoted?.length ?? found?.length ?? null;
    if (known !== null) {
      at += known;
      continue;
    }
    const word = matchAt(runOfLatin, text, at);
    const similar = word === null ? null : similarName(word, names);
    if (word !== null && similar !== null) {
      push({ kind: 'name', text: word, quoted: false, meaning: similar.meaning });
      say(word, similar.name);
    } else push({ kind: 'unknown', text: word ?? String.fromCodePoint(text.codePointAt(at) ?? 0) });
    at += word?.length ?? String.fromCodePoint(text.codePointAt(at) ?? 0).length;
  }
  return { tokens: settleWeakValues(tokens, source), readAs };
}

/** The same name in singular and plural, whatever its case and blanks: not worth telling. */
const stem = (name: string): string => squeeze(name).replace(/(?:ies|y|e?s|e)$/, '');

interface Found {
  length: number;
  token: Token;
  readAs?: [string, string];
}

/** The longest name, phrase or amount. Of a name and a phrase of the same length, the preferred. */
function longestAt({ text, names, phrases, prefer }: Source, at: number): Found | null {
  const phrase = longestPhrase(text, at, phrases);
  let best: Found | null = null;
  for (const { pattern, meaning, name, exact } of names) {
    const found = matchAt(pattern, text, at);
    if (found === null || found.length <= (best?.length ?? 0)) continue;
    // Of a longer phrase the name is a part ("number of").
    if (phrase !== null && phrase.length > found.length) continue;
    // A value that is also a word stays a name for now: what stands beside it decides (`settleWeakValues`).
    const isWordToo = phrase?.length === found.length;
    if (isWordToo && !mayBeName(phrase, prefer) && !isValue(meaning, found)) continue;
    const read = spelled(meaning, found);
    const token: Token = {
      kind: 'name',
      text: found,
      quoted: false,
      meaning: at === 0 ? read : exactKind(read, found),
    };
    best = { length: found.length, token, ...(exact(found) ? {} : { readAs: [found, name] }) };
  }
  if (phrase !== null && phrase.length > (best?.length ?? 0)) best = phrase;
  const amount = amountAt(text, at);
  // "5" may be a value of a text column, "2025年" never is.
  if (amount !== null && amount.length > (best?.length ?? 0))
    best = { length: amount.length, token: amount.amount };
  return best;
}

const isValue = ({ values }: Meaning, text: string): boolean => values.some((one) => one.value === text);

/** Patterns leave out blanks and marks: 'A-' is a grade of its own. */
const isExactly = ({ tables, columns, values }: Meaning, text: string): boolean =>
  tables.some(({ name }) => name === text) ||
  columns.some(({ column }) => column.name === text) ||
  values.some(({ value }) => value === text);

function readQuotation(
  inner: string,
  names: NamePattern[],
  say: (written: string, read: string) => void,
): Token {
  const key = singular(squeeze(inner));
  const found =
    names.find(({ meaning }) => isExactly(meaning, inner)) ??
    names.find(({ pattern }) => matchAt(pattern, inner, 0) === inner) ??
    similarName(key, names);
  if (found === null) return { kind: 'text', text: inner };
  if (!found.exact(inner)) say(inner, found.name);
  return {
    kind: 'name',
    text: inner,
    quoted: true,
    meaning: exactKind(spelled(found.meaning, inner), inner),
  };
}

function quotedAt(text: string, at: number): { length: number; inner: string } | null {
  quotation.lastIndex = at;
  const match = quotation.exec(text);
  if (match === null) return null;
  return { length: match[0].length, inner: match.slice(1).find((one) => one !== undefined) ?? '' };
}
