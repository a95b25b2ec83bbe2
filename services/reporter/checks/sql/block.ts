import type { Table } from '../../../../shared/plan/catalog.ts';
import type { Expression, OrderBy, Query, Relation, Select } from '../../../../shared/sql/tree.ts';

/** What stands in FROM. */
export interface Source {
  /** As its block calls it. */
  name: string;
  relation: Relation;
  /** The catalog's table; null for a WITH query or a query in parentheses. */
  table: Table | null;
  /** The one SELECT of a WITH query or a query in parentheses. */
  inner: Block | null;
  /** In lower case; null where they are not known. */
  columns: ReadonlySet<string> | null;
  join: 'base' | 'inner' | 'left' | 'right' | 'full' | 'cross';
  /** The conditions of its join, all of which hold. */
  on: Expression[];
  /** An outer join fills it with NULL where it has no partner. */
  isOptional: boolean;
}

export interface Item {
  /** Its column in the result; null where the warehouse makes a name. */
  name: string | null;
  expr: Expression;
}

/** One SELECT of a statement, with its parts resolved: ordinals and aliases stand for what they mean. */
export interface Block {
  /** The query that it is the body of; null in a set operation. */
  query: Query | null;
  select: Select;
  /** The WITH queries that it can read. */
  with: Query['with'];
  sources: Source[];
  where: Expression[];
  /** Null when a star stands among them. */
  items: Item[] | null;
  groups: Expression[];
  having: Expression | null;
  qualify: Expression | null;
  orders: OrderBy[];
  limit: number | null;
  offset: number;
  /** Its rows are the statement's. */
  isOutermost: boolean;
}
