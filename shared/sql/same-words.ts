/** A quotation, a name, the digits of a number, or a sign. */
const words = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{M}\p{N}_]*|\d+|\S/gu;

/**
 * Null, or the first word of a text that is not where it was in what was written of its tree: the parser has passed over it,
 * so that nobody has checked it (what follows a stray END, `x` in `count(* x)`), or has put another one in its place.
 */
export function wordNotRead(sql: string, written: string): string | null {
  const expected = wordsOf(written);
  const read = wordsOf(sql);
  const at = read.findIndex((word, i) => word !== expected[i]);
  return (at < 0 ? expected[read.length] : read[at]) ?? null;
}

/** Without case and without what may be written in more than one way; a comma may stand behind the last of a list. */
function wordsOf(sql: string): string[] {
  const parts = sql.replace(/\s*;\s*$/, '').match(words) ?? [];
  return parts
    .map((word) => (/^['"]/.test(word) ? word : (synonyms[word.toLowerCase()] ?? word.toLowerCase())))
    .join(' ')
    .replaceAll('! =', '< >')
    .replaceAll('= =', '=')
    .replaceAll(/ limit all\b/g, '')
    .split(' ')
    .filter((word) => word !== '');
}

const synonyms: Record<string, string> = {
  as: '',
  outer: '',
  ',': '',
  next: 'first',
  row: 'rows',
  notnull: 'is not null',
};
