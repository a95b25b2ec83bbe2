import { PermanentError } from '../../../shared/errors.ts';
import { readResult } from '../runtime/warehouse/read-result.ts';
import type { Statement, Statements } from '../runtime/warehouse/statements.ts';
import type { PreparedTable } from './prepare-table.ts';
import { listTables, replaceTable } from './statements.ts';
import type { LoadTarget } from './target.ts';

export interface LoadWarehouse {
  /** Names of the tables of the schema, in small letters. */
  tables(): Promise<Set<string>>;
  /** Puts the table in the place of the one of its name. @param hash of its contents */
  replace(table: PreparedTable, upload: { hash: string; manifestUrl: string | null }): Promise<void>;
}

const [listSeconds, replaceSeconds] = [60, 4 * 3600];

export function createLoadWarehouse(statements: Statements, target: LoadTarget): LoadWarehouse {
  async function run(sqls: readonly string[], seconds: number, what: string): Promise<Statement> {
    const id = await statements.start({
      sql: sqls.at(-1) ?? '',
      before: sqls.slice(0, -1),
      seconds,
      waitSeconds: 1,
    });
    const statement = await statements.finish(id, seconds + 60);
    if (statement?.status === 'finished') return statement;
    if (statement === null) await statements.cancel(id);
    const reason = statement === null ? `it took longer than ${seconds} s` : statement.error;
    throw new PermanentError(`Redshift could not ${what}: ${reason.trim()}${adviceOn(reason)}`);
  }

  return {
    async tables() {
      const { resultId } = await run(
        [listTables(target.schema)],
        listSeconds,
        `list the tables of ${target.schema}`,
      );
      const { rows } = await readResult(statements, resultId);
      return new Set(rows.map(([name]) => String(name).toLowerCase()));
    },

    async replace(table, { hash, manifestUrl }) {
      const staging = `kaiseki_loading_${hash}`;
      await run(
        replaceTable(table, { staging, manifestUrl }, target),
        replaceSeconds,
        `load ${target.schema}.${table.name}`,
      );
    },
  };
}

/** Redshift's words, and what a person can do about them. */
const advice: [RegExp, string][] = [
  [/depend/i, 'A view needs the table as it is: drop the view, load again, and make the view anew'],
  [
    /max_query_execution_time|query_execution_time|statement timeout|query monitoring/i,
    'A limit of the warehouse ended it: raise `kaiseki:querySeconds`, deploy with `pulumi up`, and load again',
  ],
  [
    /not authorized to assume|AssumeRole|S3ServiceException|AccessDenied/i,
    'The warehouse must have the role given as --load-role, and that role must be allowed to read `load/` of the bucket',
  ],
  [/permission denied/i, 'Name the secret of a user who may create tables there with --secret'],
];

function adviceOn(reason: string): string {
  const found = advice.find(([said]) => said.test(reason));
  return found === undefined ? '' : `. ${found[1]}.`;
}
