import { marked } from 'marked';
import type { Note } from '../../plan/catalog.ts';

/** Longer passages are cut between paragraphs: a passage is given to a model whole or not at all. */
const longestPassage = 1_500;

/**
 * Splits domain notes by their headings. A passage is called by its file and the headings above it:
 * `revenue.md#Refunds > Partial`, and `… (2)` where a long one goes on.
 */
export function splitNotes(file: string, markdown: string): Note[] {
  const notes: Note[] = [];
  const headings: string[] = [];
  let paragraphs: string[] = [];
  const close = (): void => {
    const title = headings.filter((heading) => heading !== undefined && heading !== '').join(' > ');
    const source = title === '' ? file : `${file}#${title}`;
    for (const [i, text] of inPieces(paragraphs).entries())
      notes.push({ source: i === 0 ? source : `${source} (${i + 1})`, text });
    paragraphs = [];
  };
  for (const token of marked.lexer(markdown.replace(/^\uFEFF/, ''))) {
    if (token.type === 'heading') {
      close();
      const { depth, text } = token as { depth: number; text: string };
      headings.length = depth - 1;
      headings[depth - 1] = text.trim();
    } else if (token.type !== 'space') paragraphs.push(token.raw.trim());
  }
  close();
  return notes;
}

function inPieces(paragraphs: readonly string[]): string[] {
  const pieces: string[] = [];
  for (const paragraph of paragraphs.flatMap(cut)) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + paragraph.length <= longestPassage)
      pieces[pieces.length - 1] = `${last}\n${paragraph}`;
    else pieces.push(paragraph);
  }
  return pieces;
}

const cut = (paragraph: string): string[] =>
  paragraph.match(new RegExp(`[^]{1,${longestPassage}}`, 'g')) ?? [];
