import type {
  Expression,
  FunctionArguments,
  Identifier,
  Join,
  OrderBy,
  Query,
  Relation,
  Select,
  SelectItem,
  TableWithJoins,
} from '../../../../shared/sql/tree.ts';

/** Parts of count queries, as trees. */
export const nameOf = (value: string): Identifier => ({ value, quote_style: '"' });

export const columnOf = (source: string, column: string): Expression => ({
  CompoundIdentifier: [nameOf(source), nameOf(column)],
});

export const number = (value: number): Expression => ({
  Value: { value: { Number: [String(value), false] } },
});

const call = (name: string, list: FunctionArguments): Expression => ({
  Function: { name: [{ Identifier: { value: name } }], args: { List: list } },
});

export const countRows: Expression = call('count', { args: [{ Unnamed: 'Wildcard' }] });

export const aggregate = (name: string, of: Expression, { distinct = false } = {}): Expression =>
  call(name, { duplicate_treatment: distinct ? 'Distinct' : null, args: [{ Unnamed: { Expr: of } }] });

export const rowNumber: Expression = {
  Function: {
    name: [{ Identifier: { value: 'row_number' } }],
    args: { List: { args: [] } },
    over: { WindowSpec: {} },
  },
};

/** NULL where the condition does not hold. */
export const when = (condition: Expression, result: Expression): Expression => ({
  Case: { conditions: [{ condition, result }] },
});

export const isNull = (of: Expression): Expression => ({ IsNull: wrapped(of) });
export const isNotNull = (of: Expression): Expression => ({ IsNotNull: wrapped(of) });

export const compare = (left: Expression, op: string, right: Expression): Expression => ({
  BinaryOp: { left: wrapped(left), op, right: wrapped(right) },
});

const standsAlone = [
  'Identifier', 'CompoundIdentifier', 'Value', 'Nested', 'Function', 'Case', 'Cast', 'Subquery', 'Tuple', 'Extract',
  'TypedString', 'Substring', 'Trim', 'Ceil', 'Floor', 'Position',
]; // prettier-ignore

/** A tree is written with no parentheses but its own. */
export const wrapped = (of: Expression): Expression =>
  standsAlone.includes(Object.keys(of)[0] ?? '') ? of : { Nested: of };

export function allOf(conditions: Expression[]): Expression | null {
  const [first, ...more] = conditions.map((one) => (conditions.length === 1 ? one : wrapped(one)));
  return first === undefined
    ? null
    : more.reduce((left, right): Expression => ({ BinaryOp: { left, op: 'And', right } }), first);
}

export const item = (expr: Expression, name: string): SelectItem => ({
  ExprWithAlias: { expr, alias: nameOf(name) },
});

export const derived = (subquery: Query, name: string): Relation => ({
  Derived: { subquery, alias: { name: nameOf(name) } },
});

export const leftJoin = (relation: Relation, on: Expression[]): Join => ({
  relation,
  join_operator: { Left: { On: allOf(on) ?? { Value: { value: { Boolean: true } } } } },
});

export const crossJoin = (relation: Relation): Join => ({ relation, join_operator: { CrossJoin: 'None' } });

export interface SelectParts {
  with?: Query['with'];
  items: SelectItem[];
  from: TableWithJoins[];
  where?: Expression[];
  groups?: Expression[];
  having?: Expression | null;
  qualify?: Expression | null;
  orders?: OrderBy[];
  limit?: number;
  offset?: number;
}

export function select(parts: SelectParts): Query {
  const { items, from, where = [], groups = [], having = null, qualify = null, orders = [] } = parts;
  const body: Select = {
    projection: items,
    from,
    selection: allOf(where),
    group_by: { Expressions: [groups] },
    having,
    qualify,
  };
  return {
    with: parts.with ?? null,
    body: { Select: { ...body, flavor: 'Standard' } as Select },
    order_by: orders.length === 0 ? null : { kind: { Expressions: orders } },
    limit_clause:
      parts.limit === undefined
        ? null
        : {
            LimitOffset: {
              limit: number(parts.limit),
              offset: parts.offset === undefined ? null : { value: number(parts.offset) },
            },
          },
  };
}
