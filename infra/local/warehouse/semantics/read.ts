import { readFile } from 'node:fs/promises';
import { splitNotes } from '../../../../shared/catalog/semantics/notes.ts';
import { parseSemantics, type Semantics } from '../../../../shared/catalog/semantics/parse.ts';
import type { Catalog, Note } from '../../../../shared/plan/catalog.ts';
import { semanticsFile, type Source } from '../load/sources.ts';

/** What stands beside the tables in the input folder. */
export interface Guidance {
  /** Null when it cannot be read: then nobody knows what is hidden, and no table may be loaded. */
  semantics: Semantics | null;
  notes: Note[];
  problems: Catalog['problems'];
}

const nothing: Semantics = { tables: new Map(), examples: [] };
const mostNoteBytes = 1_000_000;
const untilMended = 'No table is loaded until this is mended, because the file may hide columns';

/** @param sources those that are no tables, the ones included that an earlier try died of */
export async function readGuidance(
  sources: readonly Source[],
  refused: Catalog['problems'],
): Promise<Guidance> {
  const { semantics, problems } = await readSemantics(
    sources.filter(({ kind }) => kind === 'semantics'),
    refused.some(({ source }) => source === semanticsFile),
  );
  const notes: Note[] = [];
  for (const source of sources.filter(({ kind }) => kind === 'note')) {
    try {
      notes.push(...splitNotes(source.file.replace(/^.*[\\/]/, ''), await readNote(source)));
    } catch (error) {
      problems.push({ source: source.file, line: null, text: wordsOf(error) });
    }
  }
  return { semantics, notes, problems };
}

async function readSemantics(
  files: readonly Source[],
  wasRefused: boolean,
): Promise<Pick<Guidance, 'semantics' | 'problems'>> {
  const refuse = (source: string, line: number | null, text: string) => ({ source, line, text });
  const misnamed = files.filter(({ file }) => file !== semanticsFile);
  if (misnamed.length > 0) {
    const text = `it must be called ${semanticsFile}, and be the only one. ${untilMended}`;
    return { semantics: null, problems: misnamed.map(({ file }) => refuse(file, null, text)) };
  }
  // Its own problem is listed already.
  if (wasRefused) return { semantics: null, problems: [] };
  const [source] = files;
  if (source === undefined) return { semantics: nothing, problems: [] };
  const text = source.isFile ? await readFile(source.path).then(decode, () => null) : null;
  if (text === null)
    return {
      semantics: null,
      problems: [refuse(source.file, null, `it cannot be read as a file of UTF-8 text. ${untilMended}`)],
    };
  const parsed = parseSemantics(text);
  if ('semantics' in parsed) return { semantics: parsed.semantics, problems: [] };
  return {
    semantics: null,
    problems: parsed.mistakes.map(({ line, text: what }) =>
      refuse(source.file, line, `${what}. ${untilMended}`),
    ),
  };
}

async function readNote({ isFile, bytes, path }: Source): Promise<string> {
  if (!isFile) throw new Error('it is no file');
  if (bytes > mostNoteBytes) throw new Error('it is longer than 1 MB: split it');
  const text = decode(await readFile(path));
  if (text === null) throw new Error('it is not UTF-8');
  return text;
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
