import type { Catalog } from '../../../../shared/plan/catalog.ts';
import type {
  Expression,
  JoinConstraint,
  Query,
  Relation,
  Select,
  SetExpression,
} from '../../../../shared/sql/tree.ts';
import { columnOf } from './build.ts';
import type { Block, Source } from './block.ts';
import { conjunctsOf } from './expressions.ts';
import { groupsOf, integerOf, itemsOf, resolve, withoutAliases } from './items.ts';

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
  const whole: Query = {
    ...query,
    with: { cte_tables: [...(tables?.cte_tables ?? []), ...(query.with?.cte_tables ?? [])] },
  };
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
      inner: new Map([
        ...scope.inner,
        [name, { block: table.alias.columns?.length ? null : block, columns }],
      ]),
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
  const items = itemsOf(select, sources);
  const plain = <T>(node: T): T => withoutAliases(node, items ?? [], sources);
  const orders = query?.order_by?.kind;
  const limit = query?.limit_clause?.LimitOffset;
  return {
    query,
    select,
    with: scope.tables,
    sources,
    where: conjunctsOf(plain(select.selection)),
    items,
    groups: groupsOf(select, items, sources),
    having: plain(select.having) ?? null,
    qualify: plain(select.qualify) ?? null,
    orders:
      orders !== undefined && 'Expressions' in orders
        ? orders.Expressions.map((order) => ({ ...order, expr: resolve(order.expr, items, sources) }))
        : [],
    limit: integerOf(limit?.limit) ?? integerOf(query?.fetch?.quantity),
    offset: integerOf(limit?.offset?.value) ?? 0,
    isOutermost,
  };
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

const kindOf = (
  operator: string | Record<string, JoinConstraint>,
): { kind: string; constraint: JoinConstraint } => {
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
