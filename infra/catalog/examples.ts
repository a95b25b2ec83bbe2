import type { Semantics } from '../../shared/catalog/semantics/parse.ts';
import type { Catalog, VerifiedExample } from '../../shared/plan/catalog.ts';
import { guardSql, type GuardOptions } from '../../shared/sql/guard.ts';
import { semanticsFile } from './guidance.ts';

/**
 * The examples whose SQL may run: it passes the guard, and the tables have what it reads. Others are problems, since they
 * would teach a model what does not work.
 * @param explain null when the warehouse can plan the statement, else its complaint in one line
 */
export async function verifyExamples(
  { examples }: Semantics,
  options: GuardOptions,
  explain: (sql: string) => Promise<string | null>,
): Promise<{ examples: VerifiedExample[]; problems: Catalog['problems'] }> {
  const verified: VerifiedExample[] = [];
  const problems: Catalog['problems'] = [];
  const refuse = (line: number, why: string) =>
    problems.push({ source: semanticsFile, line, text: `the SQL of this example does not work: ${why}` });
  for (const { question, sql, line } of examples) {
    const verdict = await guardSql(sql, options);
    if (!verdict.ok) {
      refuse(line, verdict.reason);
      continue;
    }
    const complaint = await explain(verdict.sql);
    if (complaint === null) verified.push({ question, sql: verdict.sql });
    else refuse(line, complaint);
  }
  return { examples: verified, problems };
}
