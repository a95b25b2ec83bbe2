import { characterProblem } from './characters.ts';
import { checkHidden, checkShadows, type HiddenColumns } from './hidden.ts';
import { queryParser, type ParseQuery, type SqlDialect } from './parser.ts';
import { queryText } from './print/query.ts';
import { Refused } from './refused.ts';
import { differenceOf } from './same-tree.ts';
import { wordNotRead } from './same-words.ts';
import type { Query } from './syntax.ts';
import { checkNames } from './walk.ts';

export interface GuardOptions {
  dialect: SqlDialect;
  /** Tables that may be read. */
  tables: readonly string[];
  /** Columns of them that may not be read, named or inferred. */
  hidden?: HiddenColumns;
}

export type GuardVerdict =
  { ok: true; /** What may run: regenerated from the tree. */ sql: string } | { ok: false; reason: string };

const maximumCharacters = 20_000;

/**
 * Lets one read-only statement pass: a SELECT or a set operation over the given tables, made of allow-listed constructs,
 * functions and types. The text it returns is generated from the syntax tree, so that what was checked is what runs; a
 * guarded text is returned unchanged when it is guarded again.
 */
export const guardSql = (sql: string, options: GuardOptions): Promise<GuardVerdict> =>
  verdictOf(async () => (await guardQuery(sql, options)).sql);

/** The same for whoever goes on with the tree. @throws Refused */
export async function guardQuery(
  sql: string,
  options: GuardOptions,
): Promise<{ query: Query; sql: string; parse: ParseQuery }> {
  if (sql.length > maximumCharacters) throw new Refused(`it is longer than ${maximumCharacters} characters`);
  requireCharacters(sql);
  const parse = await queryParser(options.dialect);
  const query = parse(sql);
  const written = readable(() => {
    checkQuery(query, options);
    return queryText(query);
  });
  requireCharacters(written);
  // What the printer left out is not there any more, and whatever it left out is not allowed.
  const difference = differenceOf(query, parse(written));
  if (difference !== null) throw new Refused(`it holds something that is not allowed (${difference})`);
  const word = wordNotRead(sql, written);
  if (word !== null) throw new Refused(`${word.slice(0, 100)} means nothing where it stands`);
  return { query, sql: written, parse };
}

/** A tree of a shape that nobody thought of is refused like any other. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TypeError)
      throw new Refused('it holds something that cannot be read', { cause: error });
    throw error;
  }
}

function checkQuery(query: Query, { dialect, tables, hidden }: GuardOptions): void {
  if ('Values' in query.body) throw new Refused('only SELECT is allowed (Values)');
  checkNames(query, dialect, tables);
  if (hidden === undefined) return;
  checkShadows(query, hidden);
  checkHidden(query, hidden);
}

function requireCharacters(sql: string): void {
  const problem = characterProblem(sql);
  if (problem !== null) throw new Refused(problem);
}

export async function verdictOf(guarded: () => Promise<string>): Promise<GuardVerdict> {
  try {
    return { ok: true, sql: await guarded() };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, reason: error.message };
    throw error;
  }
}
