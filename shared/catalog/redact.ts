import type { ModelSees } from '../model/settings.ts';
import { errorWords } from './error-words.ts';
import { oneLine } from './text.ts';

export interface RedactOptions {
  sees: ModelSees;
  /**
   * What the model knows anyway: the program and SQL that failed, and the description of the catalog that it was given. A word
   * of these, a column's name say, stays.
   */
  known: readonly string[];
}

const longestLine = 400;
const longestWord = 64;

/**
 * An error text as a model may read it. Where it may see no rows, every word stays out that is neither known to it nor one that
 * error messages are made of, and every number but those of lines: a cell can be any text, and programs print what they
 * like, so that only a list of what may pass is safe. What was left out is `…`; the kind of the error, the line, names and
 * the wording stay.
 */
export function redactError(text: string, { sees, known }: RedactOptions): string {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => cleanLine(line));
  if (sees === 'results') return lines.join('\n');
  const words = new Set(
    known.flatMap((one) => Array.from(one.matchAll(word), ([found]) => found.toLowerCase())),
  );
  return lines
    .map((line) => redactLine(line, words))
    .filter((line, i, all) => !(isNothing(line) && isNothing(all[i - 1] ?? '')))
    .join('\n');
}

const word = /[\p{L}\p{M}\p{N}_]+/gu;

/** Indentation says which line of a traceback is code. */
const cleanLine = (line: string): string =>
  `${/^ {0,12}/.exec(line)?.[0] ?? ''}${oneLine(line, longestLine)}`;

function redactLine(line: string, known: ReadonlySet<string>): string {
  return line
    .replace(word, (found, at: number) => (mayPass(found, line.slice(0, at), known) ? found : '…'))
    .replace(/…(?:[^\p{L}\p{M}\p{N}…]*…)+/gu, '…');
}

function mayPass(found: string, before: string, known: ReadonlySet<string>): boolean {
  const lower = found.toLowerCase();
  if (found.length > longestWord) return false;
  if (known.has(lower)) return true;
  if (/^\p{N}/u.test(found)) return /^\d{1,6}$/.test(found) && /\b(?:line|LINE|Line|column):? $/.test(before);
  return errorWords.has(lower) || isErrorType(found, before);
}

/** `ValueError` at the beginning of a line, with or without its module before it. */
const isErrorType = (found: string, before: string): boolean =>
  /^[A-Z][A-Za-z]{1,40}(?:Error|Exception|Warning|Interrupt)$/.test(found) &&
  /^(?:[\w.…]+\.)?$/u.test(before);

const isNothing = (line: string): boolean => !/[\p{L}\p{N}]/u.test(line);
