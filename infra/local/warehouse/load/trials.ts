import type { DuckDBConnection } from '@duckdb/node-api';
import type { Trials } from '../../../catalog/complete.ts';
import { identifier, rowOf } from '../../../tables/sql-text.ts';

/** What DuckDB says of links and of statements. */
export const trialsOf = (connection: DuckDBConnection): Trials => ({
  dialect: 'duckdb',
  mostTries: 500,
  // It uses every core for one statement.
  atOnce: 1,
  async isContained({ table, column, toTable, toColumn }) {
    const [from, to] = [identifier(column), identifier(toColumn)];
    const [strangers] = await rowOf(
      connection,
      `select count(*) from (select ${from} from ${identifier(table)} where ${from} is not null
        except select ${to} from ${identifier(toTable)})`,
    );
    return Number(strangers) === 0;
  },
  explain: (sql) =>
    connection.run(`explain ${sql}`).then(
      () => null,
      (error: unknown) =>
        (error instanceof Error ? error.message.split('\n')[0] : null) ?? 'no reason is known',
    ),
});
