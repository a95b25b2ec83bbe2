import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { SourceProblem } from './problem.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'shift_jis' | 'euc-jp';

/**
 * A UTF-8 copy of a text file, or the file itself when it is UTF-8 without a byte-order mark. Excel writes UTF-8 and
 * UTF-16 with one, and Shift-JIS in Japan; what is none of these is refused where it ceases to be UTF-8.
 */
export async function toUtf8(path: string, copy: string): Promise<string> {
  const mark = await readStart(path);
  const marked = encodingOfMark(mark);
  if (marked !== null) return transcode(path, copy, marked);
  const failure = await firstFailure(path, 'utf-8');
  if (failure === null) return path;
  if (await isShiftJis(path)) return transcode(path, copy, 'shift_jis');
  throw new SourceProblem('it is neither UTF-8, UTF-16 nor Shift-JIS: save it as UTF-8', failure);
}

async function readStart(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(3), 0, 3, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function encodingOfMark([first, second, third]: Uint8Array): Encoding | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return null;
}

/** The line that cannot be decoded, or null when all can. */
async function firstFailure(path: string, encoding: Encoding): Promise<number | null> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    // By lines only where a chunk fails: line by line throughout would be slow.
    const piecesOf = (bytes: Buffer) => bytes.toString('latin1').split(/(?<=\n)/);
    try {
      decoder.decode(chunk, { stream: true });
      line += chunk.filter((byte) => byte === 10).length;
    } catch {
      const again = new TextDecoder(encoding, { fatal: true });
      for (const piece of piecesOf(chunk)) {
        try {
          again.decode(Buffer.from(piece, 'latin1'), { stream: true });
        } catch {
          return line;
        }
        line++;
      }
      return line;
    }
  }
  try {
    decoder.decode();
    return null;
  } catch {
    return line;
  }
}

const japanese = /[\u3041-\u30ff]|[\p{Script=Han}\uff66-\uff9f]{2}/u;
const neverInText = /[\p{Co}\u0080-\u009f]/u;

/**
 * Nearly every sequence of bytes is some Shift-JIS: a French file reads as rare characters, one of EUC-JP as half-width
 * kana. So what can be EUC-JP is refused, and what is taken must look like Japanese.
 */
async function isShiftJis(path: string): Promise<boolean> {
  if ((await firstFailure(path, 'shift_jis')) !== null) return false;
  if ((await firstFailure(path, 'euc-jp')) === null) return false;
  const decoder = new TextDecoder('shift_jis');
  let looksJapanese = false;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const text = decoder.decode(chunk, { stream: true });
    if (neverInText.test(text)) return false;
    looksJapanese ||= japanese.test(text);
  }
  return looksJapanese;
}

/** A copy whose lines all end in a line feed. */
export async function withLineFeeds(path: string, copy: string): Promise<string> {
  async function* mended(chunks: AsyncIterable<Buffer>) {
    let held = '';
    for await (const chunk of chunks) {
      const text = held + chunk.toString('latin1');
      held = text.endsWith('\r') ? '\r' : '';
      yield Buffer.from(text.slice(0, text.length - held.length).replaceAll(/\r\n?/g, '\n'), 'latin1');
    }
    if (held !== '') yield Buffer.from('\n');
  }
  await pipeline(createReadStream(path), mended, createWriteStream(copy));
  return copy;
}

async function transcode(path: string, copy: string, encoding: Encoding): Promise<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  async function* decoded(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  }
  try {
    await pipeline(createReadStream(path), decoded, createWriteStream(copy));
  } catch (error) {
    if (error instanceof TypeError)
      throw new SourceProblem(`it begins like ${encoding} but is not`, await firstFailure(path, encoding));
    throw error;
  }
  return copy;
}
