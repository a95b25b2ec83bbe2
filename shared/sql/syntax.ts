/**
 * The syntax tree as the parser gives it (sqlparser, in serde's form): what a guarded statement may hold and nothing
 * else. A variant is an object of one key, or a word where it holds nothing. Fields that say where something stood in
 * the text (`span`, `…_token`) are left out; a tree that was made by hand has none.
 */
export interface Identifier {
  value: string;
  quote_style?: string | null;
}
/** `a.b`: names of tables, functions, columns of USING. */
export type ObjectName = { Identifier: Identifier }[];

type OneOf<Variants> = { [K in keyof Variants]: { [P in K]: Variants[P] } }[keyof Variants];

export interface Query {
  with?: { recursive?: boolean; cte_tables: CommonTable[] } | null;
  body: SetExpression;
  order_by?: { kind: { Expressions: OrderBy[] } | { All: OrderBy['options'] } } | null;
  limit_clause?: { LimitOffset: { limit?: Expression | null; offset?: Offset | null } } | null;
  fetch?: { with_ties?: boolean; percent?: boolean; quantity?: Expression | null } | null;
}
export interface CommonTable {
  alias: TableAlias;
  query: Query;
}
export type SetExpression = OneOf<{
  Select: Select;
  Query: Query;
  SetOperation: {
    left: SetExpression;
    op: string;
    set_quantifier: string;
    right: SetExpression;
  };
  Values: { rows: { content: Expression[] }[] };
}>;
interface Offset {
  value: Expression;
  rows?: string;
}

export interface Select {
  distinct?: 'Distinct' | 'All' | { On: Expression[] } | null;
  top?: { quantity: { Constant: number } } | null;
  top_before_distinct?: boolean;
  projection: SelectItem[];
  from?: TableWithJoins[];
  selection?: Expression | null;
  group_by: { Expressions: [Expression[], unknown[]?] } | { All: unknown[] };
  having?: Expression | null;
  named_window?: [Identifier, { WindowSpec: WindowSpec }][];
  window_before_qualify?: boolean;
  qualify?: Expression | null;
}
export type SelectItem = OneOf<{
  UnnamedExpr: Expression;
  ExprWithAlias: { expr: Expression; alias: Identifier };
  Wildcard: StarOptions;
  QualifiedWildcard: [{ ObjectName: ObjectName }, StarOptions];
}>;
export interface StarOptions {
  opt_exclude?: { Single: ObjectName } | { Multiple: ObjectName[] } | null;
  opt_replace?: { items: { expr: Expression; column_name: Identifier }[] } | null;
}

export interface TableWithJoins {
  relation: Relation;
  joins?: Join[];
}
export interface TableAlias {
  name: Identifier;
  columns?: { name: Identifier }[];
}
export type Relation = OneOf<{
  Table: { name: ObjectName; alias?: TableAlias | null };
  Derived: { subquery: Query; alias?: TableAlias | null };
  NestedJoin: { table_with_joins: TableWithJoins; alias?: TableAlias | null };
}>;
export interface Join {
  relation: Relation;
  /** `"CrossJoin"`, or the kind of join by its condition. */
  join_operator: string | Record<string, JoinConstraint>;
}
export type JoinConstraint = 'Natural' | 'None' | OneOf<{ On: Expression; Using: ObjectName[] }>;

interface Negatable {
  negated?: boolean;
  expr: Expression;
}
interface Matching extends Negatable {
  pattern: Expression;
  escape_char?: { value: LiteralValue } | null;
}
export type LiteralValue =
  'Null' | OneOf<{ Number: [string, boolean?]; SingleQuotedString: string; Boolean: boolean }>;
export type DataType = string | Record<string, unknown>;

/** `Day`, `Epoch` …; weeks are `{Week: null}`. */
export type Unit = string | { Week?: null; Custom?: Identifier };

export interface ExpressionVariants {
  Identifier: Identifier;
  CompoundIdentifier: Identifier[];
  Value: { value: LiteralValue };
  TypedString: { data_type: DataType; value: { value: LiteralValue } };
  Interval: { value: Expression; leading_field?: Unit | null };
  Nested: Expression;
  Tuple: Expression[];
  BinaryOp: { left: Expression; op: string; right: Expression };
  UnaryOp: { op: string; expr: Expression };
  IsNull: Expression;
  IsNotNull: Expression;
  IsTrue: Expression;
  IsNotTrue: Expression;
  IsFalse: Expression;
  IsNotFalse: Expression;
  IsUnknown: Expression;
  IsNotUnknown: Expression;
  IsDistinctFrom: [Expression, Expression];
  IsNotDistinctFrom: [Expression, Expression];
  Between: Negatable & { low: Expression; high: Expression };
  InList: Negatable & { list: Expression[] };
  InSubquery: Negatable & { subquery: Query };
  Like: Matching;
  ILike: Matching;
  SimilarTo: Matching;
  Case: {
    operand?: Expression | null;
    conditions: { condition: Expression; result: Expression }[];
    else_result?: Expression | null;
  };
  Cast: { kind: string; expr: Expression; data_type: DataType };
  AtTimeZone: { timestamp: Expression; time_zone: Expression };
  Extract: { field: Unit; expr: Expression };
  Ceil: { expr: Expression; field: { DateTimeField: Unit } | { Scale: { value: LiteralValue } } };
  Floor: { expr: Expression; field: { DateTimeField: Unit } | { Scale: { value: LiteralValue } } };
  Position: { expr: Expression; in: Expression };
  Substring: {
    expr: Expression;
    substring_from?: Expression | null;
    substring_for?: Expression | null;
    special?: boolean;
    shorthand?: boolean;
  };
  Trim: {
    expr: Expression;
    trim_where?: string | null;
    trim_what?: Expression | null;
    trim_characters?: Expression[] | null;
  };
  Exists: { negated?: boolean; subquery: Query };
  Subquery: Query;
  Rollup: Expression[][];
  Cube: Expression[][];
  GroupingSets: Expression[][];
  Function: FunctionCall;
}
export type Expression = OneOf<ExpressionVariants>;

export interface FunctionCall {
  name: ObjectName;
  /** `None`: written without parentheses. */
  args: 'None' | { List: FunctionArguments };
  filter?: Expression | null;
  null_treatment?: string | null;
  over?: { WindowSpec: WindowSpec } | { NamedWindow: Identifier } | null;
  within_group?: OrderBy[];
}
export interface FunctionArguments {
  duplicate_treatment?: string | null;
  args: { Unnamed?: 'Wildcard' | OneOf<{ Expr: Expression; QualifiedWildcard: ObjectName }> }[];
  clauses?: { OrderBy: OrderBy[] }[];
}
export interface OrderBy {
  expr: Expression;
  options?: { asc?: boolean | null; nulls_first?: boolean | null };
}
export interface WindowSpec {
  window_name?: Identifier | null;
  partition_by?: Expression[];
  order_by?: OrderBy[];
  window_frame?: { units: string; start_bound: FrameBound; end_bound?: FrameBound | null } | null;
}
type FrameBound = string | Record<string, Expression | null>;
