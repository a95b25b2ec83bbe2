import { allowedFunctions, sessionWords } from './functions.ts';
import type { SqlDialect } from './parser.ts';
import { Refused } from './refused.ts';
import { fold, nodesOf, tablesIn, type TableNode } from './scope.ts';
import type {
  ExpressionVariants,
  FunctionCall,
  Identifier,
  LiteralValue,
  Query,
  TableAlias,
} from './syntax.ts';

/**
 * Refuses tables, functions and words that are not on the lists. What else a tree may hold is the printer's to say.
 * @throws Refused
 */
export function checkNames(query: Query, dialect: SqlDialect, tables: readonly string[]): void {
  for (const [key, value] of nodesOf(query)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'SimilarTo' && dialect === 'duckdb')
      throw new Refused('SIMILAR TO is read as a regular expression here: use LIKE or regexp_matches');
    checks[key]?.(value);
  }
  const readable = new Set(tables.map(fold));
  for (const [table, name] of tablesIn(query)) checkTable(table, name, readable);
}

function checkTable(table: TableNode, name: string, readable: ReadonlySet<string>): void {
  const [only, ...more] = table.name;
  if (only?.Identifier === undefined || more.length > 0)
    throw new Refused('tables are named without a schema or a database');
  if (only.Identifier.quote_style === "'") throw new Refused('files cannot be read');
  if (!readable.has(fold(name))) throw new Refused(`there is no table ${name.slice(0, 100)}`);
}

const clockWords: ReadonlySet<string> = new Set(['now', 'today', 'tomorrow', 'yesterday']);

/** Reserved words that the parser takes for columns; whoever runs the text takes them for what they are. */
const statementWords: ReadonlySet<string> = new Set(
  'as create for from grant into select table where'.split(' '),
);

/**
 * Words behind an expression or a table that the parser takes for its name; whoever runs the text takes them for a test, a
 * type, an option or a kind of join.
 */
const postfixWords: ReadonlySet<string> = new Set(
  'array asof export_state isnull notnull positional'.split(' '),
);

const checks: Record<string, (value: unknown) => void> = {
  Table(value) {
    const { args } = value as { args?: unknown };
    if (args !== null && args !== undefined) throw new Refused('functions that make tables are not allowed');
  },
  Function(value) {
    const { name, args } = value as FunctionCall;
    const called = name.map((part) => part.Identifier?.value ?? '?').join('.');
    if (args === 'None') throw new Refused(`${called.slice(0, 100)} is not allowed`);
    if (!allowedFunctions.has(called.toLowerCase()))
      throw new Refused(`the function ${called.slice(0, 100)} is not allowed`);
    // DuckDB reads a star in any other function as one argument for each column.
    const hasStar = 'List' in args && args.List.args.some((one) => one.Unnamed === 'Wildcard');
    if (hasStar && called.toLowerCase() !== 'count')
      throw new Refused('a star is an argument of count alone');
  },
  Identifier(value) {
    // In quotation marks, too: where no column has that name, DuckDB takes it for the word.
    const { value: name, quote_style: quote } = value as Identifier;
    if (quote == null && statementWords.has(name.toLowerCase()))
      throw new Refused(`${name} is a word of SQL: a column of that name needs quotation marks`);
    if (sessionWords.has(name.toLowerCase())) throw new Refused(`${name} is not allowed`);
  },
  alias(value) {
    const named = value as Identifier | TableAlias;
    const { value: name, quote_style: quote } = 'name' in named ? named.name : named;
    if (quote == null && postfixWords.has(name.toLowerCase()))
      throw new Refused(`${name} is a word of SQL: a name like that needs quotation marks`);
  },
  // DuckDB has more units than the parser, which takes theirs for the name of a number of seconds.
  Interval(value) {
    const { value: length, leading_field: unit } = value as ExpressionVariants['Interval'];
    const text = 'Value' in length ? stringOf(length.Value.value) : null;
    if (unit == null && (text === null || /^[\s\d.+-]*$/.test(text)))
      throw new Refused('an interval needs a unit: SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER or YEAR');
  },
  // Where a time is expected these mean another one every day; as text alone they can be a cell, and are refused as well.
  SingleQuotedString(value) {
    const text = String(value).trim().toLowerCase();
    if (clockWords.has(text)) throw new Refused(`'${text}' is not allowed: write a date`);
  },
  CompoundIdentifier(value) {
    if ((value as unknown[]).length > 2) throw new Refused('columns are named as column or table.column');
  },
  QualifiedWildcard(value) {
    const [prefix] = value as [{ ObjectName?: unknown[] }];
    if (prefix?.ObjectName?.length !== 1) throw new Refused('columns are named as column or table.column');
  },
  recursive() {
    throw new Refused('WITH RECURSIVE is not allowed');
  },
  flavor(value) {
    if (value !== 'Standard') throw new Refused('a query begins with SELECT');
  },
  lateral() {
    throw new Refused('LATERAL is not allowed');
  },
};

const stringOf = (value: LiteralValue): string | null =>
  typeof value === 'object' && 'SingleQuotedString' in value ? value.SingleQuotedString : null;
