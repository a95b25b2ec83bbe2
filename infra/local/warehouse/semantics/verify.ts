import type { DuckDBConnection } from '@duckdb/node-api';
import type { Semantics } from '../../../../shared/catalog/semantics/parse.ts';
import type { Catalog, VerifiedExample } from '../../../../shared/plan/catalog.ts';
import { guardSql } from '../../../../shared/sql/guard.ts';
import { semanticsFile } from '../load/sources.ts';

/**
 * The examples whose SQL may run: it passes the guard, and the tables have what it reads. Others are problems, since they
 * would teach a model what does not work.
 */
export async function verifyExamples(
  connection: DuckDBConnection,
  { examples }: Semantics,
  tables: readonly string[],
): Promise<{ examples: VerifiedExample[]; problems: Catalog['problems'] }> {
  const verified: VerifiedExample[] = [];
  const problems: Catalog['problems'] = [];
  const refuse = (line: number, why: string) =>
    problems.push({ source: semanticsFile, line, text: `the SQL of this example does not work: ${why}` });
  for (const { question, sql, line } of examples) {
    const verdict = await guardSql(sql, { dialect: 'duckdb', tables });
    if (!verdict.ok) {
      refuse(line, verdict.reason);
      continue;
    }
    const complaint = await explain(connection, verdict.sql);
    if (complaint === null) verified.push({ question, sql: verdict.sql });
    else refuse(line, complaint);
  }
  return { examples: verified, problems };
}

const explain = (connection: DuckDBConnection, sql: string): Promise<string | null> =>
  connection.run(`explain ${sql}`).then(
    () => null,
    (error: unknown) =>
      (error instanceof Error ? error.message.split('\n')[0] : null) ?? 'no reason is known',
  );
