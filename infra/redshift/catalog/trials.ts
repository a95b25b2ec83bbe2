import type { Table } from '../../../shared/plan/catalog.ts';
import type { Trials } from '../../catalog/complete.ts';
import { wholeRows } from './describe-relation.ts';
import type { Relation } from './relations.ts';
import { tryRows, type RunSql } from './run-sql.ts';
import { identifier, tableName } from './sql-text.ts';

export interface Described {
  relation: Relation;
  table: Table;
}

/** What Redshift says of links and of statements. */
export function trialsOf(runSql: RunSql, described: readonly Described[], atOnce: number): Trials {
  const byName = new Map(described.map((one) => [one.table.name, one]));
  return {
    dialect: 'redshift',
    // Each is a statement of a second or so.
    mostTries: 200,
    atOnce,
    async isContained({ table, column, toTable, toColumn }) {
      const [from, to] = [byName.get(table), byName.get(toTable)];
      if (from === undefined || to === undefined || from.table.rowCount > wholeRows) return false;
      const answer = await tryRows(
        runSql,
        `select count(*) as strangers from (select ${identifier(column)} from ${tableName(from.relation)}
          where ${identifier(column)} is not null
          except select ${identifier(toColumn)} from ${tableName(to.relation)}) strange`,
      );
      return 'rows' in answer && Number(answer.rows[0]?.['strangers']) === 0;
    },
    async explain(sql) {
      const answer = await tryRows(runSql, `explain ${sql}`);
      return 'rows' in answer ? null : answer.refusal;
    },
  };
}
