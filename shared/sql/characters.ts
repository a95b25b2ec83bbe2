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
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/.test(sql))
    return 'it holds a control character';
  if (sql.includes('\\')) return 'it holds a backslash';
  const code = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '0');
  if (/['"]/.test(code)) return 'a quotation is not closed';
  if (/--|\/\*|\*\/|#/.test(code)) return 'it holds a comment';
  const operators =
    code.match(/[-+*%<>=|!^&~:[/]|\b(?:and|or|not|is|i?like|in|between|similar|at|collate)\b/gi)?.length ?? 0;
  if (operators > maximumOperators) return `it holds more than ${maximumOperators} operators`;
  if (code.includes('$')) return 'it holds a dollar sign outside of a quotation';
  return null;
}
