import type { Catalog } from '../../../shared/plan/catalog.ts';
import { namePatterns, singular, squeeze, type Meaning, type NamePattern } from './names.ts';
import type { Vocabulary, Word } from './words.ts';

export type Token =
  | { kind: 'word'; word: Word; text: string }
  | { kind: 'name'; text: string; quoted: boolean; meaning: Meaning }
  | { kind: 'number'; value: number; text: string }
  /** A quotation that names nothing in the catalog. */
  | { kind: 'text'; text: string }
  | { kind: 'unknown'; text: string };

export interface Scan {
  tokens: Token[];
  /** Names that were not written as the schema has them: [what was written, what it was read as]. */
  readAs: [string, string][];
}

const quotation =
  /(?<![A-Za-z0-9])'([^']+)'|"([^"]+)"|`([^`]+)`|「([^」]+)」|『([^』]+)』|“([^”]+)”|‘([^’]+)’/uy;
const number = /(?<![A-Za-z0-9_])-?\d[\d,]*(?:\.\d+)?(?![A-Za-z0-9_])/uy;
const silence = /[\s,.;:?!()[\]、。，．：；？！（）・…—–]+/uy;
const runOfLatin = /[\p{Script=Latin}\p{N}_'-]+/uy;

/**
 * Reads a prompt from left to right, the longest known phrase first, without assuming that words are separated. What is
 * neither in the catalog nor in the vocabulary becomes `unknown`.
 */
export function createScanner(vocabulary: Vocabulary): (prompt: string, catalog: Catalog) => Scan {
  const phrases = phrasePatterns(vocabulary);
  return (prompt, catalog) =>
    scan(prompt.normalize('NFKC'), namePatterns(catalog, vocabulary.synonyms), phrases);
}

function scan(text: string, names: NamePattern[], phrases: Phrase[]): Scan {
  const tokens: Token[] = [];
  const readAs: Scan['readAs'] = [];
  const push = (token: Token) => {
    const last = tokens.at(-1);
    if (token.kind === 'unknown' && last?.kind === 'unknown' && !/^[\p{Script=Latin}]/u.test(token.text))
      last.text += token.text;
    else tokens.push(token);
  };

  for (let at = 0; at < text.length;) {
    const skipped = matchAt(silence, text, at);
    if (skipped !== null) {
      at += skipped.length;
      continue;
    }
    const quoted = quotedAt(text, at);
    if (quoted !== null) {
      push(readQuotation(quoted.inner, names, readAs));
      at += quoted.length;
      continue;
    }
    const found = longestAt(text, at, names, phrases);
    if (found !== null) {
      push(found.token);
      if (found.readAs !== undefined) readAs.push(found.readAs);
      at += found.length;
      continue;
    }
    const word = matchAt(runOfLatin, text, at);
    const similar = word === null ? null : similarName(word, names);
    if (word !== null && similar !== null) {
      push({ kind: 'name', text: word, quoted: false, meaning: similar.meaning });
      readAs.push([word, similar.name]);
    } else push({ kind: 'unknown', text: word ?? String.fromCodePoint(text.codePointAt(at) ?? 0) });
    at += word?.length ?? String.fromCodePoint(text.codePointAt(at) ?? 0).length;
  }
  return { tokens, readAs };
}

interface Found {
  length: number;
  token: Token;
  readAs?: [string, string];
}

/** A name wins over a phrase of the same length: whoever has a column called "count" means the column. */
function longestAt(text: string, at: number, names: NamePattern[], phrases: Phrase[]): Found | null {
  let best: Found | null = null;
  for (const { pattern, meaning, name, exact } of names) {
    const found = matchAt(pattern, text, at);
    if (found === null || found.length <= (best?.length ?? 0)) continue;
    const token: Token = { kind: 'name', text: found, quoted: false, meaning };
    best = { length: found.length, token, ...(exact(found) ? {} : { readAs: [found, name] }) };
  }
  for (const { pattern, word } of phrases) {
    const found = matchAt(pattern, text, at);
    if (found !== null && found.length > (best?.length ?? 0))
      best = { length: found.length, token: { kind: 'word', word, text: found } };
  }
  const digits = matchAt(number, text, at);
  if (digits !== null && digits.length > (best?.length ?? 0)) {
    best = {
      length: digits.length,
      token: { kind: 'number', value: Number(digits.replaceAll(',', '')), text: digits },
    };
  }
  return best;
}

function readQuotation(inner: string, names: NamePattern[], readAs: Scan['readAs']): Token {
  const key = singular(squeeze(inner));
  const found = names.find(({ pattern }) => matchAt(pattern, inner, 0) === inner) ?? similarName(key, names);
  if (found === null) return { kind: 'text', text: inner };
  if ('exact' in found && !found.exact(inner)) readAs.push([inner, found.name]);
  return { kind: 'name', text: inner, quoted: true, meaning: found.meaning };
}

/** The only name that is one keystroke away from a word of six letters or more. */
function similarName(word: string, names: NamePattern[]): NamePattern | null {
  const key = singular(squeeze(word));
  if (key.length < 6) return null;
  const similar = names.filter(({ name }) => isOneEditAway(key, singular(squeeze(name))));
  const [only] = similar;
  return only !== undefined && similar.every((one) => one.name === only.name) ? only : null;
}

function isOneEditAway(a: string, b: string): boolean {
  if (a.length > b.length) return isOneEditAway(b, a);
  if (b.length - a.length > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return a.slice(a.length === b.length ? i + 1 : i) === b.slice(i + 1) || isTransposed(a, b, i);
}

const isTransposed = (a: string, b: string, i: number): boolean =>
  a.length === b.length && a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);

interface Phrase {
  pattern: RegExp;
  word: Word;
}

const phrasePatterns = (vocabulary: Vocabulary): Phrase[] =>
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

function quotedAt(text: string, at: number): { length: number; inner: string } | null {
  quotation.lastIndex = at;
  const match = quotation.exec(text);
  if (match === null) return null;
  return { length: match[0].length, inner: match.slice(1).find((one) => one !== undefined) ?? '' };
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
