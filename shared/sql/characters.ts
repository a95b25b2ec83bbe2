import { nestingProblem } from './nesting.ts';

/**
 * A chain of operators is a deep tree, and the parser's WebAssembly stack ends between 500 and 1,000 of them; what
 * overflows it once leaves it unusable.
 */
const maximumOperators = 400;

/**
 * Parsers disagree on comments, carriage returns, backslashes, NUL and dollar quotes: text that holds one of them could
 * mean one thing to the parser here and another to the warehouse. Null, or what is wrong.
 */
export function characterProblem(sql: string): string | null {
  if (!sql.isWellFormed()) return 'it is not well-formed Unicode';
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufffe]/.test(sql))
    return 'it holds a control character';
  if (/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(sql))
    return 'it holds a control character that turns the direction of text';
  // A space to the parser, a letter to DuckDB.
  if (sql.includes('\u1680')) return 'it holds a space that not everybody takes for one';
  if (sql.includes('\\')) return 'it holds a backslash';
  const code = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, quotation);
  if (/['"]/.test(code)) return 'a quotation is not closed';
  if (/--|\/\*|\*\/|#/.test(code)) return 'it holds a comment';
  // E'…', U&'…', x'…' are strings of another kind, or a name and a string: it depends on who reads.
  if (/[\p{L}\p{N}_&]\ufffe/u.test(code)) return 'a quotation mark follows a letter';
  if (/(?<![\p{L}\p{N}_])\d+_/u.test(code)) return 'it holds a number with an underscore';
  const operators =
    code.match(/[-+*%<>=|!^&~:[/]|\b(?:and|or|not|is|i?like|in|between|similar|at|collate)\b/gi)?.length ?? 0;
  if (operators > maximumOperators) return `it holds more than ${maximumOperators} operators`;
  if (code.includes('$')) return 'it holds a dollar sign outside of a quotation';
  return nestingProblem(code);
}

/** What stands for a quotation while the rest is looked at: U+FFFE is no character, and is refused in the text itself. */
const quotation = (text: string): string => (text.startsWith("'") ? '\ufffe' : '0');
