import { splitNotes } from '../../shared/catalog/semantics/notes.ts';
import { parseSemantics, type Semantics } from '../../shared/catalog/semantics/parse.ts';
import type { Catalog, Note } from '../../shared/plan/catalog.ts';

export const semanticsFile = 'semantics.yaml';
export const notesFolder = 'context';

/** A file beside the tables that says something about them. */
export interface GuidanceFile {
  /** As people know it: `semantics.yaml`, `context/revenue.md`. */
  name: string;
  kind: 'semantics' | 'note';
  bytes: number;
  /** Null when it is none that can be read. */
  read: () => Promise<Uint8Array | null>;
}

/** What stands beside the tables. */
export interface Guidance {
  /** Null when it cannot be read: then nobody knows what is hidden, and no table may be loaded. */
  semantics: Semantics | null;
  notes: Note[];
  problems: Catalog['problems'];
}

const nothing: Semantics = { tables: new Map(), examples: [] };
const mostNoteBytes = 1_000_000;
const untilMended = 'No table is loaded until this is mended, because the file may hide columns';

/** Every file that somebody may take for the semantics file, so that none is overlooked, and notes; null for any other. */
export function kindOfGuidance(name: string): GuidanceFile['kind'] | null {
  if (/^semantics\.ya?ml$/i.test(name)) return 'semantics';
  const [folder, file, ...more] = name.split('/');
  const isNote = folder === notesFolder && more.length === 0 && /^[^.].*\.md$/i.test(file ?? '');
  return isNote ? 'note' : null;
}

/** @param wasRefused an earlier try died of the semantics file, which is a problem already */
export async function readGuidance(files: readonly GuidanceFile[], wasRefused = false): Promise<Guidance> {
  const { semantics, problems } = await readSemantics(
    files.filter(({ kind }) => kind === 'semantics'),
    wasRefused,
  );
  const notes: Note[] = [];
  for (const file of files.filter(({ kind }) => kind === 'note')) {
    const text = await readNote(file);
    if ('problem' in text) problems.push({ source: file.name, line: null, text: text.problem });
    else notes.push(...splitNotes(file.name.replace(/^.*[\\/]/, ''), text.note));
  }
  return { semantics, notes, problems };
}

async function readSemantics(
  files: readonly GuidanceFile[],
  wasRefused: boolean,
): Promise<Pick<Guidance, 'semantics' | 'problems'>> {
  const refuse = (source: string, line: number | null, text: string) => ({ source, line, text });
  const misnamed = files.filter(({ name }) => name !== semanticsFile);
  if (misnamed.length > 0) {
    const text = `it must be called ${semanticsFile}, and be the only one. ${untilMended}`;
    return { semantics: null, problems: misnamed.map(({ name }) => refuse(name, null, text)) };
  }
  if (wasRefused) return { semantics: null, problems: [] };
  const [file] = files;
  if (file === undefined) return { semantics: nothing, problems: [] };
  const text = decode(await file.read());
  if (text === null)
    return {
      semantics: null,
      problems: [refuse(file.name, null, `it cannot be read as a file of UTF-8 text. ${untilMended}`)],
    };
  const parsed = parseSemantics(text);
  if ('semantics' in parsed) return { semantics: parsed.semantics, problems: [] };
  return {
    semantics: null,
    problems: parsed.mistakes.map(({ line, text: what }) =>
      refuse(file.name, line, `${what}. ${untilMended}`),
    ),
  };
}

async function readNote({ bytes, read }: GuidanceFile): Promise<{ note: string } | { problem: string }> {
  if (bytes > mostNoteBytes) return { problem: 'it is longer than 1 MB: split it' };
  const note = decode(await read());
  return note === null ? { problem: 'it cannot be read as a file of UTF-8 text' } : { note };
}

function decode(bytes: Uint8Array | null): string | null {
  try {
    return bytes === null ? null : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
