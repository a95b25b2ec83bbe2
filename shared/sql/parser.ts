import { readEqualities } from './equalities.ts';
import type { Query } from './syntax.ts';
import { Refused } from './refused.ts';

export type SqlDialect = 'duckdb' | 'redshift';

type Parser = typeof import('@guanmingchiu/sqlparser-ts');
let loading: Promise<Parser> | undefined;

/**
 * Three and a half megabytes of wasm, loaded with the first statement. Chosen by `npm run bench -- --only parsers`, medians of
 * two busy cores: of the benign corpus it reads 99.4 % and polyglot 99.7 %, in 98 and 188 µs a statement; its wasm has 3.5
 * and 22.8 MB and is there after 226 and 397 ms.
 */
const loadParser = (): Promise<Parser> =>
  (loading ??= import('@guanmingchiu/sqlparser-ts').then(async (parser) => {
    await parser.init();
    return parser;
  }));

/** Reads one query at a time, without further waiting once it is there. */
export type ParseQuery = (sql: string) => Query;

/**
 * The parser of a dialect. Its text must have passed `characterProblem`: some texts leave the wasm unusable. It stops at a
 * stray END and passes over more: only the guard sees what it has not read.
 * @throws Refused, by what it returns: no syntax, more than one statement, no query
 */
export async function queryParser(dialect: SqlDialect): Promise<ParseQuery> {
  const parser = await loadParser();
  const grammar = dialect === 'duckdb' ? new parser.DuckDbDialect() : new parser.RedshiftDialect();
  return (sql) => {
    const statements = parse(sql);
    const [statement] = statements;
    if (statement === undefined || statements.length !== 1) throw new Refused('it is not a single statement');
    if (typeof statement !== 'object' || statement === null || Object.keys(statement).join() !== 'Query')
      throw new Refused('only SELECT is allowed');
    const { Query: query } = statement as { Query: Query };
    readEqualities(query);
    return query;
  };

  function parse(sql: string): unknown[] {
    try {
      return parser.parse(sql, grammar);
    } catch (error) {
      if (error instanceof parser.ParserError) throw new Refused(error.message.slice(0, 500));
      throw error;
    }
  }
}
