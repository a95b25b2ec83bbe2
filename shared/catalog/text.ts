/**
 * Names, comments and cells are other people's text inside a prompt: each stays on its line, inside its quotation marks, and
 * short, so that it can only ever be read as what it is.
 */

const longestName = 120;
const longestValue = 60;
const longestWords = 400;

/** One line without control, format and surrogate characters; `…` where it was cut. */
export function oneLine(text: string, longest = longestWords): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : line;
}

/** As SQL writes it. */
export const quoteName = (name: string): string => `"${oneLine(name, longestName).replaceAll('"', '""')}"`;

/** A cell, as SQL writes it unless it had to be cut. */
export const quoteValue = (value: string): string =>
  `'${oneLine(value, longestValue).replaceAll("'", "''")}'`;

/** What somebody wrote about a table or a column. */
export const quoteWords = (words: string): string => `'${oneLine(words).replaceAll("'", "''")}'`;
