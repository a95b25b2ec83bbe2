/** The pieces of Python's str whose exact behaviour shows in DSPy's messages. JavaScript's trim and line ends differ. */
const space = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const starts = new RegExp(`^${space}+`);
const ends = new RegExp(`${space}+$`);
// eslint-disable-next-line no-control-regex
const lineEnds = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** str.lstrip() */
export const stripStart = (text: string): string => text.replace(starts, '');

/** str.strip() */
export const strip = (text: string): string => stripStart(text).replace(ends, '');

/** str.splitlines() */
export function splitLines(text: string): string[] {
  const lines = text.split(lineEnds);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
