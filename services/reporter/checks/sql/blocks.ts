import type { Catalog, Table } from '../../../../shared/plan/catalog.ts';
import type {
  Expression,
  JoinConstraint,
  OrderBy,
  Query,
  Relation,
  Select,
  SetExpression,
} from '../../../../shared/sql/tree.ts';
import { columnOf } from './build.ts';
import { conjunctsOf, isAggregated, isColumn } from './expressions.ts';

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
  orders: OrderBy[];
  limit: number | null;
  offset: number;
  /** Its rows are the statement's. */
  isOutermost: boolean;
}

interface Scope {
  catalog: Catalog;
  tables: Query['with'];
  inner: ReadonlyMap<string, { block: Block | null; columns: ReadonlySet<string> | null }>;
}

/** Every SELECT of a statement but those within conditions and values, inner ones first. */
export function blocksOf(query: Query, catalog: Catalog): Block[] {
  const blocks: Block[] = [];
  readQuery(query, { catalog, tables: null, inner: new Map() }, blocks, true);
  return blocks;
}

/** A query within a condition or a value, in the scope of the block that holds it. */
export function blockOfSubquery(query: Query, catalog: Catalog, { with: tables }: Block): Block | null {
  const whole: Query = { ...query, with: { cte_tables: [...(tables?.cte_tables ?? []), ...(query.with?.cte_tables ?? [])] } };
  return blocksOf(whole, catalog).at(-1) ?? null;
}

function readQuery(query: Query, outer: Scope, blocks: Block[], isOutermost: boolean): Block | null {
  let scope = outer;
  for (const table of query.with?.cte_tables ?? []) {
    const name = table.alias.name.value.toLowerCase();
    const block = readQuery(table.query, scope, blocks, false);
    const columns = table.alias.columns?.length ? null : columnsOfBlock(block);
    scope = {
      ...scope,
      tables: { cte_tables: [...(scope.tables?.cte_tables ?? []), table] },
      inner: new Map([...scope.inner, [name, { block: table.alias.columns?.length ? null : block, columns }]]),
    };
  }
  return readBody(query.body, query, scope, blocks, isOutermost);
}

function readBody(
  body: SetExpression,
  query: Query | null,
  scope: Scope,
  blocks: Block[],
  isOutermost: boolean,
): Block | null {
  if ('Query' in body) return readQuery(body.Query, scope, blocks, isOutermost && isPlain(query));
  if ('SetOperation' in body) {
    readBody(body.SetOperation.left, null, scope, blocks, false);
    readBody(body.SetOperation.right, null, scope, blocks, false);
    return null;
  }
  if (!('Select' in body)) return null;
  const block = readSelect(body.Select, query, scope, blocks, isOutermost);
  if (block !== null) blocks.push(block);
  return block;
}

const isPlain = (query: Query | null): boolean => query?.order_by == null && query?.limit_clause == null;

function readSelect(
  select: Select,
  query: Query | null,
  scope: Scope,
  blocks: Block[],
  isOutermost: boolean,
): Block | null {
  const sources = readSources(select, scope, blocks);
  if (sources === null) return null;
  const items = itemsOf(select);
  const orders = query?.order_by?.kind;
  const limit = query?.limit_clause?.LimitOffset;
  return {
    query,
    select,
    with: scope.tables,
    sources,
    where: conjunctsOf(select.selection),
    items,
    groups: groupsOf(select, items, sources),
    orders:
      orders !== undefined && 'Expressions' in orders
        ? orders.Expressions.map((order) => ({ ...order, expr: resolve(order.expr, items, null) }))
        : [],
    limit: integerOf(limit?.limit) ?? integerOf(query?.fetch?.quantity),
    offset: integerOf(limit?.offset?.value) ?? 0,
    isOutermost,
  };
}

function integerOf(expr: Expression | null | undefined): number | null {
  if (expr == null || !('Value' in expr)) return null;
  const { value } = expr.Value;
  return typeof value === 'object' && 'Number' in value ? Number(value.Number[0]) : null;
}

/** Null when one of them cannot be named: a join in parentheses. */
function readSources(select: Select, scope: Scope, blocks: Block[]): Source[] | null {
  const sources: Source[] = [];
  for (const [position, { relation, joins = [] }] of (select.from ?? []).entries()) {
    const all = [{ relation, kind: position === 0 ? 'base' : 'cross', constraint: 'None' as JoinConstraint }];
    for (const { relation: other, join_operator: operator } of joins)
      all.push({ relation: other, ...kindOf(operator) });
    for (const { relation: other, kind, constraint } of all) {
      const source = readSource(other, scope, blocks);
      if (source === null) return null;
      const join = joinKinds[kind];
      if (join === undefined || constraint === 'Natural') return null;
      if (join === 'right' || join === 'full') for (const one of sources) one.isOptional = true;
      const isOptional = join === 'left' || join === 'full';
      sources.push({ ...source, join, isOptional, on: conditionsOf(constraint, source, sources) });
    }
  }
  return sources;
}

const joinKinds: Record<string, Source['join']> = {
  base: 'base',
  cross: 'cross',
  CrossJoin: 'cross',
  Join: 'inner',
  Inner: 'inner',
  Left: 'left',
  LeftOuter: 'left',
  Right: 'right',
  RightOuter: 'right',
  FullOuter: 'full',
};

const kindOf = (operator: string | Record<string, JoinConstraint>): { kind: string; constraint: JoinConstraint } => {
  if (typeof operator === 'string') return { kind: operator, constraint: 'None' };
  const [kind = '', constraint = 'None'] = Object.entries(operator)[0] ?? [];
  return { kind, constraint };
};

/** USING, written out: the column of the first source that has it. */
function conditionsOf(constraint: JoinConstraint, source: { name: string }, before: Source[]): Expression[] {
  if (typeof constraint === 'string') return [];
  if ('On' in constraint) return conjunctsOf(constraint.On);
  return constraint.Using.flatMap((parts) => {
    const name = parts[0]?.Identifier.value ?? '';
    const other = before.find((one) => one.columns?.has(name.toLowerCase()));
    if (other === undefined) return [];
    const pair: Expression = {
      BinaryOp: { left: columnOf(other.name, name), op: 'Eq', right: columnOf(source.name, name) },
    };
    return [pair];
  });
}

function readSource(
  relation: Relation,
  scope: Scope,
  blocks: Block[],
): Omit<Source, 'join' | 'on' | 'isOptional'> | null {
  if ('Derived' in relation) {
    const { subquery, alias } = relation.Derived;
    const inner = readQuery(subquery, scope, blocks, false);
    if (alias == null || alias.columns?.length) return null;
    return { name: alias.name.value, relation, table: null, inner, columns: columnsOfBlock(inner) };
  }
  if (!('Table' in relation)) return null;
  const called = relation.Table.name.at(-1)?.Identifier.value ?? '';
  const name = relation.Table.alias?.name.value ?? called;
  if (relation.Table.alias?.columns?.length) return null;
  const own = scope.inner.get(called.toLowerCase());
  if (own !== undefined) return { name, relation, table: null, inner: own.block, columns: own.columns };
  const table = scope.catalog.tables.find((one) => one.name.toLowerCase() === called.toLowerCase()) ?? null;
  const columns = table === null ? null : new Set(table.columns.map((column) => column.name.toLowerCase()));
  return { name, relation, table, inner: null, columns };
}

const columnsOfBlock = (block: Block | null): ReadonlySet<string> | null => {
  const names = block?.items?.map((item) => item.name?.toLowerCase() ?? null);
  return names === undefined || names.includes(null) ? null : new Set(names as string[]);
};

function itemsOf(select: Select): Item[] | null {
  const items = select.projection.map((one): Item | null => {
    if ('ExprWithAlias' in one) return { name: one.ExprWithAlias.alias.value, expr: one.ExprWithAlias.expr };
    if (!('UnnamedExpr' in one)) return null;
    const expr = one.UnnamedExpr;
    if ('Identifier' in expr) return { name: expr.Identifier.value, expr };
    if ('CompoundIdentifier' in expr) return { name: expr.CompoundIdentifier.at(-1)?.value ?? null, expr };
    return { name: null, expr };
  });
  return items.includes(null) ? null : (items as Item[]);
}

function groupsOf(select: Select, items: Item[] | null, sources: Source[]): Expression[] {
  if (!('Expressions' in select.group_by))
    return (items ?? []).map(({ expr }) => expr).filter((expr) => !isAggregated(expr));
  return select.group_by.Expressions[0].map((expr) => resolve(expr, items, sources));
}

/**
 * `ORDER BY 2` and `ORDER BY total` mean an item of the SELECT; in GROUP BY a column of a source comes before an item of
 * the same name.
 */
function resolve(expr: Expression, items: Item[] | null, sources: Source[] | null): Expression {
  const ordinal = integerOf(expr);
  if (ordinal !== null) return items?.[ordinal - 1]?.expr ?? expr;
  if (!('Identifier' in expr)) return expr;
  const name = expr.Identifier.value.toLowerCase();
  if (sources?.some((source) => source.columns?.has(name))) return expr;
  const named = items?.find((item) => item.name?.toLowerCase() === name);
  return named === undefined || isColumn(named.expr) ? (named?.expr ?? expr) : named.expr;
}
