import type { Field, Signature } from './signature.ts';
import { splitLines, strip } from './text.ts';

/** A completion that is no answer; the message is the exact reason, in words for whoever wrote it. */
export class ParseError extends Error {
  override name = 'ParseError';
}

const header = /^\[\[ ## ([\p{L}\p{N}_]+) ## \]\]/u;

/**
 * The outputs in a completion, as dspy.ChatAdapter.parse (DSPy 3.4.1) finds them: sections in any order, the first of a
 * name wins, text under an unknown name is nobody's, the marker at the end may be missing. A text is taken as it is; of
 * a literal, quotes and white space are taken off, and what DSPy would have mended beyond that is refused.
 * @throws ParseError
 */
export function parseSections({ outputs }: Signature, completion: string): Record<string, string> {
  if (strip(completion) === '') throw new ParseError('The answer is empty.');
  const found = readSections(completion);
  const missing = outputs.filter(({ name }) => !found.has(name)).map(({ name }) => name);
  if (missing.length > 0) throw new ParseError(missingText(outputs, missing, found));
  return Object.fromEntries(
    outputs.map((field) => [field.name, readValue(field, found.get(field.name) ?? '')]),
  );
}

function readSections(completion: string): Map<string, string> {
  const sections: { name: string; lines: string[] }[] = [];
  for (const line of splitLines(completion)) {
    const match = header.exec(strip(line));
    if (match === null) {
      sections.at(-1)?.lines.push(line);
      continue;
    }
    // DSPy cuts the line before it strips it: an indented header leaves its own tail behind.
    const rest = strip(line.slice(match[0].length));
    sections.push({ name: match[1] ?? '', lines: rest === '' ? [] : [rest] });
  }
  const found = new Map<string, string>();
  for (const { name, lines } of sections) if (!found.has(name)) found.set(name, strip(lines.join('\n')));
  return found;
}

function readValue({ name, kind, values = [], type }: Field, text: string): string {
  if (kind === 'str') return text;
  const bare = kind === 'literal' ? [text, unquote(text)].find((one) => values.includes(one)) : undefined;
  if (bare === undefined)
    throw new ParseError(
      `The section ${name} must be exactly one of ${values.join(', ')} (${type}), nothing else; it was ${JSON.stringify(text.slice(0, 100))}.`,
    );
  return bare;
}

function unquote(text: string): string {
  const inner = /^(?:Literal|str)\[(.*)\]$/s.exec(text)?.[1] ?? text;
  return /^(["'])(.*)\1$/s.exec(inner)?.[2] ?? inner;
}

function missingText(outputs: Field[], missing: string[], found: Map<string, string>): string {
  const all = outputs.map(({ name }) => name).join(', ');
  if (missing.length === outputs.length)
    return `The answer has none of the sections ${all}. Each begins with its marker on a line of its own, outside of any code fence.`;
  const cut = found.has('completed')
    ? ''
    : ' Its end is missing too, so it may have been cut off: be shorter.';
  return `The answer lacks ${missing.length === 1 ? 'the section' : 'the sections'} ${missing.join(', ')}; all of ${all} are needed, empty where there is nothing to say.${cut}`;
}
