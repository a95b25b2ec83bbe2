import type { Catalog, Note, VerifiedExample } from '../plan/catalog.ts';
import { createSearch } from './search/index.ts';
import { oneLine } from './text.ts';
import { estimateTokens } from './tokens.ts';

const mostPassages = 6;
const mostExamples = 3;
/** Of the best hit's score: what is further behind only shares a common word. */
const farBehind = 0.4;
const longestLine = 500;

export interface Passages {
  text: string;
  /** Where the notes in it that have to do with the question stand. */
  sources: string[];
}

/**
 * Finds the domain notes and verified examples that have to do with a question. When there are so few that all of them fit, all
 * are in the text, which then is the same for every question; `sources` names those that matter to it all the same.
 */
export function createPassageSearch({ notes = [], examples = [] }: Catalog) {
  const searchNotes = createSearch(
    notes.map(({ source, text }, i) => ({ id: String(i), fields: { name: source, text } })),
    { name: 2, text: 1 },
  );
  const searchExamples = createSearch(
    examples.map(({ question, sql }, i) => ({ id: String(i), fields: { name: question, sql } })),
    { name: 2, sql: 0.5 },
  );
  const everything = [...notes.map(writeNote), ...examples.map(writeExample)];
  const size = estimateTokens(everything.join('\n'));

  return (question: string, tokens: number): Passages => {
    const found = best(searchNotes(question), mostPassages).flatMap((i) => notes[i] ?? []);
    if (size <= tokens) return { text: everything.join('\n'), sources: found.map(({ source }) => source) };
    const verified = best(searchExamples(question), mostExamples).flatMap((i) => examples[i] ?? []);
    const texts: string[] = [];
    const sources: string[] = [];
    const add = (text: string): boolean => {
      const fits = estimateTokens([...texts, text].join('\n')) <= tokens;
      if (fits) texts.push(text);
      return fits;
    };
    for (const note of found) if (add(writeNote(note))) sources.push(note.source);
    for (const example of verified) add(writeExample(example));
    return { text: texts.join('\n'), sources };
  };
}

function best(hits: { id: string; score: number }[], most: number): number[] {
  const least = (hits[0]?.score ?? 0) * farBehind;
  return hits
    .filter(({ score }) => score >= least)
    .slice(0, most)
    .map(({ id }) => Number(id));
}

/** Every line of a user's text is marked as such, so that none can pass for anything else. */
const quote = (text: string): string =>
  text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => oneLine(line, longestLine))
    .filter((line) => line !== '')
    .map((line) => `> ${line}`)
    .join('\n');

const writeNote = ({ source, text }: Note): string => `note ${oneLine(source)}:\n${quote(text)}`;

const writeExample = ({ question, sql }: VerifiedExample): string =>
  `verified question:\n${quote(question)}\nits SQL:\n${quote(sql)}`;
