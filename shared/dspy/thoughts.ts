import { ParseError } from './parse.ts';

/**
 * The completion without what the model thought aloud before it answered: `<think>…</think>`, or only the end of it
 * when the server's template had written the beginning. Behind the first section nothing is taken away: a program may
 * well hold the word.
 * @throws ParseError when it never stopped thinking
 */
export function withoutThoughts(completion: string): string {
  let text = completion;
  for (let start = thoughtAt(text); start !== null; start = thoughtAt(text)) {
    const end = /<\/think(?:ing)?>/.exec(text.slice(start));
    if (end === null) throw new ParseError('The answer never ends its thoughts, and says nothing besides.');
    text = text.slice(0, start) + text.slice(start + end.index + end[0].length);
  }
  // A whole answer behind a line that ends thoughts: what came before were drafts.
  return /^[ \t]*<\/think(?:ing)?>\s*(\[\[ ## .*)$/ms.exec(text)?.[1] ?? text;
}

/** Where a thought begins that is not part of a section. */
function thoughtAt(text: string): number | null {
  const thought = /<think(?:ing)?>/.exec(text);
  const section = /^[ \t]*\[\[ ## \w+ ## \]\]/m.exec(text);
  return thought === null || (section !== null && section.index < thought.index) ? null : thought.index;
}
