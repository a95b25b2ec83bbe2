/** The pieces of Python's str whose exact behaviour shows in DSPy's messages. JavaScript's trim and line ends differ. */
const spaces = new Set(
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
);
// oxlint-disable-next-line no-control-regex -- they end lines in Python
const lineEnds = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** str.lstrip() */
export function stripStart(text: string): string {
  let start = 0;
  while (spaces.has(text.charAt(start))) start += 1;
  return text.slice(start);
}

/** str.strip(); not by a pattern, which takes the square of the length of white space within. */
export function strip(text: string): string {
  let end = text.length;
  while (spaces.has(text.charAt(end - 1))) end -= 1;
  return stripStart(text.slice(0, end));
}

/** str.splitlines() */
export function splitLines(text: string): string[] {
  const lines = text.split(lineEnds);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
