import { isPair, isScalar, type Document } from 'yaml';
import type { z } from 'zod';
import { nearestName } from './nearest.ts';
import { keywords } from './schema.ts';

/** A mistake in the file. Its text names nothing of the user's: it may be about a column that nobody may hear of. */
export interface Mistake {
  line: number | null;
  text: string;
}

export interface Place {
  line: number;
  column: number;
}

export const mistake = ({ line, column }: Place, text: string): Mistake => ({
  line,
  text: `column ${column}: ${text}`,
});

/** Where the key or the item of a path stands. */
export function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  const last = path.at(-1);
  if (last === undefined) return 0;
  const parent: unknown = document.getIn(path.slice(0, -1) as string[], true) ?? document.contents;
  if (typeof parent !== 'object' || parent === null || !('items' in parent)) return 0;
  for (const [i, item] of (parent.items as unknown[]).entries()) {
    const key = isPair(item) && isScalar(item.key) ? item.key : null;
    if (key !== null && String(key.value) === String(last)) return key.range?.[0] ?? 0;
    if (key === null && i === last) return rangeOf(item);
  }
  return rangeOf(parent);
}

const rangeOf = (node: unknown): number =>
  typeof node === 'object' && node !== null && 'range' in node
    ? ((node.range as number[] | null)?.[0] ?? 0)
    : 0;

export function explain(
  document: Document,
  issue: z.core.$ZodIssue,
  placeOf: (path: readonly PropertyKey[]) => Place,
  at: (offset: number) => Place,
): Mistake[] {
  if (issue.code !== 'unrecognized_keys')
    return [mistake(placeOf(issue.path), `${subjectOf(issue.path)} ${whatIsWrong(issue)}`)];
  const known = keywordsAt(issue.path);
  return issue.keys.map((key) => {
    const meant = nearestName(key, known);
    const advice = meant === null ? `here may stand ${known.join(', ')}` : `did you mean "${meant}"?`;
    return mistake(at(offsetOf(document, [...issue.path, key])), `this word is not known here; ${advice}`);
  });
}

/** The deepest word of the file's own on the path; names of tables and columns are not told. */
function subjectOf(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  const all: readonly string[] = Object.values(keywords).flat();
  // tables.users.columns.age.hidden: every second word is a name.
  const isName = path[0] === 'tables' && (path.length === 2 || path.length === 4);
  return typeof last === 'string' && !isName && all.includes(last) ? `"${last}"` : 'this';
}

function keywordsAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return keywords.file;
  if (path[0] === 'examples') return keywords.example;
  return path.length === 2 ? keywords.table : keywords.column;
}

function whatIsWrong(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'boolean'
        ? 'must be true or false'
        : issue.expected === 'array'
          ? 'must be a list'
          : issue.expected === 'string'
            ? 'must be text'
            : 'must hold names with something about each, as in "name: {description: …}"';
    case 'too_big':
      return issue.origin === 'string'
        ? `is longer than ${issue.maximum} characters`
        : `holds more than ${issue.maximum}`;
    case 'too_small':
      return 'is empty';
    default:
      return 'is not right';
  }
}

/** The parser's own words quote the file. */
export function yamlWords(code: string): string {
  const words: Record<string, string> = {
    DUPLICATE_KEY: 'this name is there already',
    TAB_AS_INDENT: 'lines begin with blanks, not with tabs',
    BAD_INDENT: 'this line begins in the wrong column',
    MULTIPLE_DOCS: 'there is more than one document (---) in it',
    MISSING_CHAR: 'a quotation or a bracket is not closed, or a colon is missing',
    MULTILINE_IMPLICIT_KEY: 'a colon is missing, or this text needs quotation marks',
    BLOCK_AS_IMPLICIT_KEY: 'a text with a colon in it needs quotation marks',
    BAD_ALIAS: 'a text that begins with * or & needs quotation marks',
  };
  return `${words[code] ?? 'this is not YAML'}; mend it there`;
}
