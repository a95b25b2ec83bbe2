import { queryParser, type SqlDialect } from './parser.ts';
import { queryText } from './print/query.ts';
import type { Expression, Query } from './syntax.ts';

/**
 * The same statement with at most `rows + 1` rows, in its own order: one row more says that there are more. A limit of its
 * own that is smaller stays. Bytes cannot be limited by rewriting: where it runs, what is written is watched.
 * @param sql a text that the guard has written
 */
export async function limitRows(sql: string, rows: number, dialect: SqlDialect): Promise<string> {
  const parse = await queryParser(dialect);
  return queryText(limited(parse(sql), rows + 1));
}

/** The same of a tree, without the one row more. */
export function limited(query: Query, rows: number): Query {
  const own = query.limit_clause?.LimitOffset;
  const top = 'Select' in query.body ? query.body.Select.top : null;
  if (query.fetch == null && top == null) {
    const written = own?.limit == null ? Infinity : literalOf(own.limit);
    if (written !== null)
      return written <= rows
        ? query
        : { ...query, limit_clause: { LimitOffset: { ...own, limit: number(rows) } } };
  }
  // A limit of another form stays where it is; what it leaves comes through in its order, a LIMIT having been taken first.
  const all = { Wildcard: {} };
  const inner = { Derived: { subquery: query, alias: { name: { value: 'limited' } } } };
  return {
    body: { Select: { projection: [all], from: [{ relation: inner }], group_by: { Expressions: [[]] } } },
    limit_clause: { LimitOffset: { limit: number(rows) } },
  };
}

const number = (value: number): Expression => ({ Value: { value: { Number: [String(value), false] } } });

/** Null for what has to be computed first. */
function literalOf(limit: Expression): number | null {
  if (!('Value' in limit)) return null;
  const { value } = limit.Value;
  if (value === 'Null') return Infinity;
  return typeof value === 'object' && 'Number' in value && /^\d+$/.test(value.Number[0])
    ? Number(value.Number[0])
    : null;
}
