/**
 * Answers are written as templates, so that no number in them was typed by whoever wrote the words:
 *
 *   {{metric.NAME}}  {{metric.NAME.baseline}}  {{metric["any name"]}}
 *   {{table.NAME}}  {{table.NAME.rowCount}}  {{table.NAME[0].COLUMN}}  {{table.NAME[0]["any column"]}}
 *
 * each with an optional format as in Python: {{metric.roc_auc|.3f}}, |,d  |.1%  |+.1%  |,.2f  |.2g  |,  |.3e
 * Models write Python's own {{metric.roc_auc:.3f}} and {{table.t[0]['a column']}} as well, which mean the same.
 */
export type Reference =
  | { kind: 'metric'; name: string; field: 'value' | 'baseline' }
  | { kind: 'table'; name: string }
  | { kind: 'rowCount'; name: string }
  | { kind: 'cell'; name: string; row: number; column: string };

export interface NumberFormat {
  /** A plus before what is not negative. */
  signed: boolean;
  grouped: boolean;
  digits: number | null;
  /** Null: as the number is shown without a format. */
  type: 'd' | 'f' | 'g' | 'e' | '%' | null;
}

export type Segment = { text: string } | { reference: Reference; format: NumberFormat | null };

/** Why a template cannot be filled, in words for whoever wrote it. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

/** @throws TemplateError for a placeholder that is none of the above */
export function parseTemplate(template: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of template.matchAll(/\{\{(.*?)\}\}/gs)) {
    segments.push({ text: template.slice(end, match.index) }, parsePlaceholder(match[1] ?? ''));
    end = match.index + match[0].length;
  }
  const rest = template.slice(end);
  if (rest.includes('{{') || rest.includes('}}'))
    throw new TemplateError('a placeholder is not closed, or was never opened');
  return [...segments, { text: rest }];
}

function parsePlaceholder(source: string): Segment {
  const reader = createReader(source);
  const reference = readReference(reader);
  const format = reader.take(/\s*[|:]\s*/y) === null ? null : readFormat(reader);
  reader.take(/\s*/y);
  if (!reader.atEnd()) throw reader.error();
  return { reference, format };
}

function readReference(reader: Reader): Reference {
  const kind = reader.take(/\s*(metric|table)/y);
  if (kind === null) throw reader.error();
  const name = readName(reader);
  if (kind === 'metric') {
    const field = reader.take(/\.(value|baseline)/y);
    return { kind: 'metric', name, field: field === 'baseline' ? 'baseline' : 'value' };
  }
  const row = reader.take(/\[(\d{1,9})\]/y);
  if (row !== null) return { kind: 'cell', name, row: Number(row), column: readName(reader) };
  return reader.take(/\.(rowCount)/y) === null ? { kind: 'table', name } : { kind: 'rowCount', name };
}

function readName(reader: Reader): string {
  const plain = reader.take(/\.([\p{L}_][\p{L}\p{M}\p{N}_]*)/uy);
  if (plain !== null) return plain;
  const single = reader.take(/\['([^'\\]*)'\]/y);
  if (single !== null) return single;
  const quoted = reader.take(/\[("(?:[^"\\]|\\.)*")\]/y);
  if (quoted === null) throw reader.error();
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw reader.error();
  }
}

function readFormat(reader: Reader): NumberFormat {
  const spec = reader.take(/(\+?,?(?:\.\d{1,2})?[dfge%]?)/iy);
  if (spec === null || spec === '') throw reader.error();
  const digits = /\.(\d+)/.exec(spec)?.[1];
  const type = /[dfge%]$/i.exec(spec)?.[0].toLowerCase() as NonNullable<NumberFormat['type']> | undefined;
  return {
    signed: spec.startsWith('+'),
    grouped: spec.includes(','),
    digits: digits === undefined ? null : Number(digits),
    // ".2" alone: Python means significant digits by it, and whoever writes it in an answer means decimals.
    type: type ?? (digits === undefined ? null : 'f'),
  };
}

interface Reader {
  /** The first group of what `pattern` (sticky) matches here, or null without moving on. */
  take(pattern: RegExp): string | null;
  atEnd(): boolean;
  error(): TemplateError;
}

function createReader(source: string): Reader {
  let position = 0;
  return {
    take(pattern) {
      pattern.lastIndex = position;
      const match = pattern.exec(source);
      if (match === null) return null;
      position = pattern.lastIndex;
      return match[1] ?? match[0];
    },
    atEnd: () => position === source.length,
    error: () => new TemplateError(`{{${source.slice(0, 200)}}} is no placeholder`),
  };
}
