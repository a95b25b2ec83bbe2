import { characterProblem } from './characters.ts';
import { Refused, walk } from './walk.ts';

export interface GuardOptions {
  dialect: 'duckdb' | 'redshift';
  /** Tables that may be read. */
  tables: readonly string[];
}

export type GuardVerdict =
  { ok: true; /** What may run: regenerated from the tree. */ sql: string } | { ok: false; reason: string };

const maximumCharacters = 20_000;

/**
 * Lets one read-only statement pass: a SELECT or a set operation over the given tables, made of allow-listed constructs,
 * functions and types. The text it returns is generated from the syntax tree, so that what was checked is what runs; a
 * guarded text is returned unchanged when it is guarded again.
 */
export async function guardSql(sql: string, options: GuardOptions): Promise<GuardVerdict> {
  if (sql.length > maximumCharacters)
    return { ok: false, reason: `it is longer than ${maximumCharacters} characters` };
  const problem = characterProblem(sql);
  if (problem !== null) return { ok: false, reason: problem };
  const readable = new Set(options.tables.map((table) => table.toLowerCase()));
  const parser = await loadParser();
  const dialect = options.dialect === 'duckdb' ? new parser.DuckDbDialect() : new parser.RedshiftDialect();
  try {
    const check = (text: string): string => {
      walkStatement(parser.parse(text, dialect), readable);
      return parser.format(text, dialect);
    };
    // A text that comes back as it is was written here before. Otherwise the first regeneration adds what the grammar
    // leaves out (AS), and from the second on nothing may change any more.
    const written = sql.trim().replace(/;\s*$/, '');
    const once = check(written);
    const regenerated = once === written ? once : check(once);
    if (once !== written && check(regenerated) !== regenerated)
      return { ok: false, reason: 'it does not keep its form when it is written again' };
    const left = characterProblem(regenerated);
    return left === null ? { ok: true, sql: regenerated } : { ok: false, reason: left };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, reason: error.message };
    if (error instanceof parser.ParserError) return { ok: false, reason: error.message.slice(0, 500) };
    throw error;
  }
}

function walkStatement(statements: unknown, readable: ReadonlySet<string>): void {
  if (!Array.isArray(statements) || statements.length !== 1)
    throw new Refused('it is not a single statement');
  const [statement] = statements as [unknown];
  if (typeof statement !== 'object' || statement === null || Object.keys(statement).join() !== 'Query')
    throw new Refused('only SELECT is allowed');
  walk(statement, readable);
}

type Parser = typeof import('@guanmingchiu/sqlparser-ts');
let loading: Promise<Parser> | undefined;

/** Two megabytes of wasm, loaded with the first statement. */
const loadParser = (): Promise<Parser> =>
  (loading ??= import('@guanmingchiu/sqlparser-ts').then(async (parser) => {
    await parser.init();
    return parser;
  }));
