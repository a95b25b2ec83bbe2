import { strip, stripStart } from './text.ts';

/**
 * What DSPy does to instructions whenever it reads them, so to those of a loaded program too: inspect.cleandoc, which
 * takes the indentation that all lines but the first share. Not idempotent.
 */
export function cleanDoc(text: string): string {
  const lines = text.split('\n').map(expandTabs);
  const indents = lines.slice(1).flatMap((line) => {
    const content = stripStart(line);
    return content === '' ? [] : [line.length - content.length];
  });
  const margin = indents.length === 0 ? 0 : Math.min(...indents);
  const clean = lines.map((line, index) => (index === 0 ? stripStart(line) : line.slice(margin)));
  while (clean.at(-1) === '') clean.pop();
  while (clean[0] === '') clean.shift();
  return clean.join('\n');
}

/** textwrap.dedent */
export function dedent(text: string): string {
  const lines = text.split('\n').map((line) => (/^[ \t]+$/.test(line) ? '' : line));
  const margins = lines.flatMap((line) => (strip(line) === '' ? [] : [/^[ \t]*/.exec(line)?.[0] ?? '']));
  let margin = margins[0] ?? '';
  for (const other of margins) while (!other.startsWith(margin)) margin = margin.slice(0, -1);
  return lines.map((line) => (line.startsWith(margin) ? line.slice(margin.length) : line)).join('\n');
}

/** str.expandtabs() of one line: stops are eight columns apart, and a carriage return begins anew. */
function expandTabs(line: string): string {
  let expanded = '';
  let column = 0;
  for (const character of line) {
    const added = character === '\t' ? ' '.repeat(8 - (column % 8)) : character;
    expanded += added;
    column = character === '\r' ? 0 : column + (character === '\t' ? added.length : 1);
  }
  return expanded;
}
