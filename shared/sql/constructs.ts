/**
 * Everything that a syntax tree may hold, by the names that sqlparser gives it: constructs, and the fields in which they
 * hold others. What is not listed (INTO, FOR UPDATE, VALUES, PIVOT, table functions, sampling, parameters …) is refused,
 * and so is whatever a later version of the parser may learn.
 */
const statements = `Query Select SetOperation Subquery body cte_tables flavor op query set_quantifier with`;
const clauses = `CrossJoin Cube Derived Expressions FullOuter Inner Join Left LeftOuter LimitOffset Multiple NestedJoin On
  Right RightOuter Rollup Single Table Using All distinct except_token fetch from group_by having join_operator joins kind
  limit limit_clause name named_window offset opt_exclude opt_except order_by projection qualify quantity relation rows
  selection subquery table_with_joins top_before_distinct window_before_qualify`;
const expressions = `AtTimeZone Between BinaryOp Boolean Case Cast Ceil CompoundIdentifier Exists Expr ExprWithAlias
  Extract Floor Function ILike Identifier InList InSubquery Interval IsDistinctFrom IsFalse IsNotDistinctFrom IsNotFalse
  IsNotNull IsNotTrue IsNull IsTrue Like List Named NamedWindow Nested Null Number ObjectName OrderBy Position Preceding
  Following QualifiedWildcard SingleQuotedString Substring Trim Tuple TypedString UnaryOp Unnamed UnnamedExpr Value
  Wildcard WindowSpec DateTimeField`;
const fields = `alias args asc clauses columns condition conditions data_type duplicate_treatment else_result end_bound
  explicit expr field filter high in leading_field left list low negated nulls_first operand options over parameters
  partition_by pattern quote_style result right shorthand special start_bound substring_for substring_from syntax
  time_zone timestamp trim_what trim_where units value window_frame window_name within_group`;

const words = (list: string): string[] => list.split(/\s+/);

export const allowedConstructs: ReadonlySet<string> = new Set([
  ...words(statements),
  ...words(clauses),
  ...words(expressions),
  ...words(fields),
]);

export const allowedTypes: ReadonlySet<string> = new Set(
  words(`BigInt Boolean Bool Char Character Date Decimal Double DoublePrecision Float Float4 Float8 Int Int2 Int4 Int8
    Integer Numeric Real SmallInt Text Time Timestamp TimestampNtz TinyInt Varchar`),
);
