import { open } from 'node:fs/promises';
import { SourceProblem } from './problem.ts';

export interface Header {
  delimiter: ',' | ';' | '\t';
  columns: string[];
}

const headerBytes = 256 * 1024;
const delimiters = [',', ';', '\t'] as const;

/**
 * The first line of a UTF-8 CSV: it holds the columns' names. The delimiter is whichever occurs most often in it.
 * @throws SourceProblem
 */
export async function readHeader(path: string): Promise<Header> {
  const text = await readStart(path);
  const line = firstRecord(text);
  if (line === null)
    throw new SourceProblem('its first line is longer than 256 KB, or a quotation in it is not closed', 1);
  if (line.trim() === '')
    throw new SourceProblem(
      text.trim() === '' ? 'it is empty' : 'its first line is empty; it must hold the column names',
      1,
    );
  const counts = delimiters.map((delimiter) => [delimiter, splitRecord(line, delimiter).length] as const);
  const [delimiter] = counts.toSorted(([, a], [, b]) => b - a)[0] ?? [',', 1];
  return { delimiter, columns: nameColumns(splitRecord(line, delimiter)) };
}

async function readStart(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    return new TextDecoder().decode(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function firstRecord(text: string): string | null {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) return text.slice(0, i);
  }
  return quoted || text.length >= headerBytes ? null : text;
}

function splitRecord(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    if (character === delimiter && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell].map((one) =>
    one
      .trim()
      .replace(/^"([^]*)"$/, '$1')
      .replaceAll('""', '"')
      .trim(),
  );
}

/**
 * A column without a name (pandas writes one for its index) is called by its place. Equal names are the file's fault; names
 * that only cleaning made equal are ours, and the later ones get numbers: a_b, a_b_2.
 */
function nameColumns(cells: string[]): string[] {
  refuseEqual(cells);
  const names = cells.map((cell, i) => cleanName(cell) || `column_${i + 1}`);
  // Who is called so in the file keeps the name.
  const taken = new Set(names.filter((name, i) => name === cells[i]).map((name) => name.toLowerCase()));
  return names.map((name, i) => {
    if (name === cells[i]) return name;
    const free = [name, ...cells.map((_, k) => `${name.slice(0, longestName - 6)}_${k + 2}`)].find(
      (one) => !taken.has(one.toLowerCase()),
    );
    taken.add((free ?? name).toLowerCase());
    return free ?? name;
  });
}

/** SQL does not tell capitals from small letters. */
function refuseEqual(cells: string[]): void {
  const seen = new Map<string, number>();
  for (const [i, cell] of cells.entries()) {
    const key = cell.normalize('NFC').toLowerCase();
    const first = seen.get(key);
    if (first !== undefined)
      throw new SourceProblem(`columns ${first + 1} and ${i + 1} are both called ${cleanName(cell)}`, 1);
    if (key !== '') seen.set(key, i);
  }
}

const longestName = 120;

/** Names are part of SQL, prompts and pages: what could end a quotation in one of them is replaced. */
export const cleanName = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}"'`\\{}$]/gu, '_')
    .slice(0, longestName);
