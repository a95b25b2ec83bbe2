import type { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { PermanentError } from '../../../../shared/errors.ts';
import type { Catalog } from '../../../../shared/plan/catalog.ts';
import type { Clock } from '../../../../shared/ports/clock.ts';
import type { Warehouse } from '../../../../shared/ports/warehouse.ts';
import { guardSql } from '../../../../shared/sql/guard.ts';
import { guardOptionsOf } from '../../../../shared/sql/options.ts';
import { createCatalogCache } from './catalog-cache.ts';
import { createExtracts, type ExtractPorts } from './extracts.ts';
import { firstLine } from './failures.ts';
import { namesOf } from './names.ts';
import { createRunSql, type RunSql } from './run-sql.ts';
import { createStatements, type RedshiftTarget } from './statements.ts';
import type { UnloadTarget } from './unload.ts';

export interface RedshiftWarehouseOptions {
  /**
   * With the credentials of one role for whoever starts, asks for or stops queries: statements are their role's own, and
   * executor-dispatch stops what a planner or a reporter has started.
   */
  client: RedshiftDataClient;
  target: RedshiftTarget;
  unload: UnloadTarget;
  store: ExtractPorts['store'];
  copy: ExtractPorts['copy'];
  clock: Clock;
  readCatalog: (runSql: RunSql) => Promise<Catalog>;
  catalogMaxAgeSeconds: number;
}

const explainSeconds = 20;
const catalogStatementSeconds = 120;

/** Redshift, Serverless or a cluster, over its Data API: no connection, no driver, no network of one's own. */
export function createRedshiftWarehouse(options: RedshiftWarehouseOptions): Warehouse {
  const { client, target, unload, store, copy, clock } = options;
  const statements = createStatements(client, target, clock);
  const extracts = createExtracts({ statements, store, copy, unload });
  const runSql = createRunSql(statements, catalogStatementSeconds);
  const catalog = createCatalogCache({
    store,
    clock,
    source: target,
    read: () => options.readCatalog(runSql),
    maxAgeSeconds: options.catalogMaxAgeSeconds,
  });
  const guard = async (sql: string) => guardSql(sql, guardOptionsOf(await catalog()));

  return {
    dialect: 'redshift',
    catalog,

    async explain(sql) {
      const verdict = await guard(sql);
      if (!verdict.ok) return verdict.reason;
      const waitSeconds = 4;
      const id = await statements.start({
        sql: `EXPLAIN ${verdict.sql}`,
        seconds: explainSeconds,
        waitSeconds,
      });
      const statement = await statements.finish(id, explainSeconds);
      if (statement?.status === 'finished') return null;
      if (statement === null) await statements.cancel(id);
      return firstLine(statement?.error ?? '') || `It could not be planned within ${explainSeconds} s`;
    },

    async start(request) {
      const verdict = await guard(request.sql);
      // Who plans and who claims have guarded it before.
      if (!verdict.ok) throw new PermanentError(`the query is refused: ${verdict.reason}`);
      return extracts.start({ ...request, sql: verdict.sql });
    },

    inspect: extracts.inspect,

    async stop(token) {
      await extracts.markStopped(token);
      const found = await statements.named(namesOf(token));
      const running = found.filter((one) => !one.isOver);
      for (const { id } of running) await statements.cancel(id);
      if (running.length > 0) return 'stopping';
      return found.length > 0 ? 'ended' : 'unknown';
    },
  };
}
