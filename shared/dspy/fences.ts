import { splitLines, strip } from './text.ts';

/** Code as a model hands it over: ```` ```sql orders ````, the code, ```` ``` ````. */
export interface Fence {
  /** The word behind the language; '' when there is none. */
  name: string;
  /** In lower case; '' when there is none. */
  language: string;
  text: string;
}

/**
 * The fences of a text in their order; what stands between them is nobody's. One that is not closed ends where the next
 * one begins, or with the text: a model that forgot three characters has said all of its code, and what was cut is
 * noticed by whoever parses it.
 */
export function readFences(text: string): Fence[] {
  const fences: (Fence & { mark: string; lines: string[] })[] = [];
  let open = false;
  for (const line of splitLines(text)) {
    const match = /^\s*(`{3,}|~{3,})\s*([^`]*)$/.exec(line);
    const [, mark = '', info = ''] = match ?? [];
    const last = fences.at(-1);
    const isFence = match !== null && (!open || last === undefined || mark.startsWith(last.mark));
    if (isFence && !(open && strip(info) === '')) {
      fences.push({ ...readInfo(info), mark, text: '', lines: [] });
      open = true;
    } else if (isFence) open = false;
    else if (open) last?.lines.push(line);
  }
  return fences.map(({ name, language, lines }) => ({ name, language, text: code(lines) }));
}

/** Code that may or may not stand in a fence: that of the first fence, else the text. */
export const unfence = (text: string): string => readFences(text)[0]?.text ?? strip(text);

/** Without blank lines around it: the first line may well be indented. */
const code = (lines: string[]): string =>
  lines
    .join('\n')
    .replace(/^\s*\n/, '')
    .trimEnd();

/** `sql orders`, `sql name=orders`, `sql: "orders"` … */
function readInfo(info: string): { name: string; language: string } {
  const [language = '', ...rest] = info.match(/[\p{L}\p{N}_.-]+/gu) ?? [];
  return { language: language.toLowerCase(), name: rest.at(-1) ?? '' };
}
