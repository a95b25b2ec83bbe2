/** Reading SQL as a tree, and writing a tree as SQL: for whoever asks about a statement, or makes one of another. */
import { characterProblem } from './characters.ts';
import { queryParser, type SqlDialect } from './parser.ts';
import { queryText } from './print/query.ts';
import { Refused } from './refused.ts';
import { fold, tablesIn } from './scope.ts';
import type { Query } from './syntax.ts';

export type * from './syntax.ts';
export { expressionText } from './print/query.ts';

/** The tree of one query. It is not guarded: only `guardSql` says what may run. @throws Refused when it cannot be read */
export async function parseSelect(sql: string, dialect: SqlDialect): Promise<Query> {
  const problem = characterProblem(sql);
  if (problem !== null) throw new Refused(problem);
  return (await queryParser(dialect))(sql);
}

/**
 * A tree as text. Parentheses are where the tree has `Nested`, and nowhere else: a tree that is put together wraps what it
 * puts under an operator. @throws Refused when the tree holds what no guarded statement may hold
 */
export const format = (query: Query): string => queryText(query);

/** The tables that a query reads, each once, as they are written first: WITH queries are none. */
export function tablesOf(query: Query): string[] {
  const names = new Map<string, string>();
  for (const name of tablesIn(query).values()) if (!names.has(fold(name))) names.set(fold(name), name);
  return [...names.values()];
}
