import { isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import { explain, mistake, offsetOf, yamlWords, type Mistake, type Place } from './mistakes.ts';
import { nameKey } from './name-key.ts';
import { semanticsSchema, type TableWords } from './schema.ts';

export interface Semantics {
  /** By `nameKey`. */
  tables: ReadonlyMap<string, DescribedTable>;
  examples: readonly { question: string; sql: string; line: number }[];
}

export interface DescribedTable {
  name: string;
  line: number;
  words: Omit<TableWords, 'columns'>;
  columns: ReadonlyMap<string, DescribedColumn>;
}

export interface DescribedColumn {
  name: string;
  line: number;
  words: { description?: string | null | undefined; synonyms?: string[] | null | undefined };
  hidden: boolean;
}

const longestFile = 1_000_000;

/** @returns what the file says; or every mistake in it, and then it counts for nothing */
export function parseSemantics(text: string): { semantics: Semantics } | { mistakes: Mistake[] } {
  if (text.length > longestFile) return { mistakes: [{ line: null, text: 'it is longer than 1 MB' }] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Place => ({
    line: lines.linePos(offset).line,
    column: lines.linePos(offset).col,
  });
  const wrong = [...document.errors, ...document.warnings];
  if (wrong.length > 0)
    return { mistakes: wrong.map((error) => mistake(at(error.pos[0]), yamlWords(error.code))) };
  const surprise = findSurprise(document);
  if (surprise !== null) return { mistakes: [mistake(at(surprise.offset), surprise.text)] };
  const placeOf = (path: readonly PropertyKey[]): Place => at(offsetOf(document, path));

  const parsed = semanticsSchema.safeParse(document.toJS() ?? {});
  if (!parsed.success)
    return { mistakes: parsed.error.issues.flatMap((issue) => explain(document, issue, placeOf, at)) };
  return resolve(parsed.data, placeOf);
}

function resolve(
  data: z.infer<typeof semanticsSchema>,
  placeOf: (path: readonly PropertyKey[]) => Place,
): { semantics: Semantics } | { mistakes: Mistake[] } {
  const mistakes: Mistake[] = [];
  const once = <T>(known: Map<string, T>, name: string, path: PropertyKey[], one: T): void => {
    if (known.has(nameKey(name)))
      mistakes.push(mistake(placeOf(path), 'this name is there already, but for its case'));
    known.set(nameKey(name), one);
  };
  const tables = new Map<string, DescribedTable>();
  for (const [name, { columns: own, ...words } = {}] of entriesOf(data.tables)) {
    const columns = new Map<string, DescribedColumn>();
    for (const [column, { hidden, ...about } = {}] of entriesOf(own)) {
      const path = ['tables', name, 'columns', column];
      once(columns, column, path, {
        name: column,
        line: placeOf(path).line,
        words: about,
        hidden: hidden === true,
      });
    }
    once(tables, name, ['tables', name], { name, line: placeOf(['tables', name]).line, words, columns });
  }
  const examples = (data.examples ?? []).map((example, i) => ({
    ...example,
    line: placeOf(['examples', i]).line,
  }));
  return mistakes.length > 0 ? { mistakes } : { semantics: { tables, examples } };
}

/** A name with nothing behind it says nothing about what it names. */
const entriesOf = <T extends object>(
  record: Record<string, T | null> | null | undefined,
): [string, T | undefined][] => Object.entries(record ?? {}).map(([name, one]) => [name, one ?? undefined]);

/** What YAML allows and no reader expects: text that is another's copy, and a name that JavaScript makes vanish. */
function findSurprise(document: Document): { offset: number; text: string } | null {
  let found: { offset: number; text: string } | null = null;
  visit(document, {
    Alias(_key, { range }) {
      found = { offset: range?.[0] ?? 0, text: 'copies by * are not allowed: write the text out' };
      return visit.BREAK;
    },
    Pair(_key, { key }) {
      if (isScalar(key) && key.value !== '__proto__') return undefined;
      found = { offset: isScalar(key) ? (key.range?.[0] ?? 0) : 0, text: 'this cannot be a name' };
      return visit.BREAK;
    },
  });
  return found;
}
