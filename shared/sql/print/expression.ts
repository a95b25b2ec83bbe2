import type {
  Expression,
  ExpressionVariants,
  FunctionArguments,
  FunctionCall,
  OrderBy,
  Query,
  Unit,
  WindowSpec,
} from '../syntax.ts';
import {
  list,
  literalText,
  nameText,
  objectText,
  operatorText,
  typeText,
  unwritable,
  variant,
} from './words.ts';

export interface ExpressionWriter {
  expression: (node: Expression) => string;
  orderBy: (items: readonly OrderBy[]) => string;
  window: (spec: WindowSpec) => string;
}

/** Writes expressions; what stands in their subqueries is written by `query`. */
export function expressionWriter(query: (node: Query) => string): ExpressionWriter {
  const write = (node: Expression): string => {
    const [kind, held] = variant(node);
    const writer = Object.hasOwn(writers, kind) ? writers[kind as keyof ExpressionVariants] : undefined;
    return (writer as ((held: unknown) => string) | undefined)?.(held) ?? unwritable(kind);
  };
  const all = (nodes: readonly Expression[]): string => list(nodes, write);
  const sets = (nodes: readonly Expression[][]): string =>
    list(nodes, (set) => (set.length === 1 && set[0] !== undefined ? write(set[0]) : `(${all(set)})`));
  const not = (negated?: boolean): string => (negated === true ? 'NOT ' : '');
  const matching =
    (operator: string) =>
    ({ negated, expr, pattern, escape_char }: ExpressionVariants['Like']): string => {
      const escape = escape_char == null ? '' : ` ESCAPE ${literalText(escape_char.value)}`;
      return `${write(expr)} ${not(negated)}${operator} ${write(pattern)}${escape}`;
    };
  const rounding =
    (name: string) =>
    ({ expr, field }: ExpressionVariants['Ceil']): string => {
      if ('Scale' in field) return `${name}(${write(expr)}, ${literalText(field.Scale.value)})`;
      const unit = field.DateTimeField === 'NoDateTime' ? '' : ` TO ${unitText(field.DateTimeField)}`;
      return `${name}(${write(expr)}${unit})`;
    };
  const after = (words: string) => (node: Expression) => `${write(node)} ${words}`;

  const writers: { [K in keyof ExpressionVariants]: (held: ExpressionVariants[K]) => string } = {
    Identifier: nameText,
    CompoundIdentifier: (names) => names.map(nameText).join('.'),
    Value: ({ value }) => literalText(value),
    TypedString: ({ data_type, value }) => `${typeText(data_type)} ${literalText(value.value)}`,
    Interval: ({ value, leading_field }) =>
      `INTERVAL ${write(value)}${leading_field == null ? '' : ` ${unitText(leading_field)}`}`,
    Nested: (node) => `(${write(node)})`,
    Tuple: (nodes) => `(${all(nodes)})`,
    BinaryOp: ({ left, op, right }) => `${write(left)} ${operatorText(op)} ${write(right)}`,
    UnaryOp({ op, expr }) {
      const operand = write(expr);
      if (op === 'Not') return `NOT ${operand}`;
      if (op !== 'Minus' && op !== 'Plus') return unwritable('an operator');
      // Two signs side by side would begin a comment.
      return `${op === 'Minus' ? '-' : '+'}${/^[-+]/.test(operand) ? ' ' : ''}${operand}`;
    },
    IsNull: after('IS NULL'),
    IsNotNull: after('IS NOT NULL'),
    IsTrue: after('IS TRUE'),
    IsNotTrue: after('IS NOT TRUE'),
    IsFalse: after('IS FALSE'),
    IsNotFalse: after('IS NOT FALSE'),
    IsUnknown: after('IS UNKNOWN'),
    IsNotUnknown: after('IS NOT UNKNOWN'),
    IsDistinctFrom: ([left, right]) => `${write(left)} IS DISTINCT FROM ${write(right)}`,
    IsNotDistinctFrom: ([left, right]) => `${write(left)} IS NOT DISTINCT FROM ${write(right)}`,
    Between: ({ expr, negated, low, high }) =>
      `${write(expr)} ${not(negated)}BETWEEN ${write(low)} AND ${write(high)}`,
    InList: ({ expr, negated, list: items }) => `${write(expr)} ${not(negated)}IN (${all(items)})`,
    InSubquery: ({ expr, negated, subquery }) => `${write(expr)} ${not(negated)}IN (${query(subquery)})`,
    Like: matching('LIKE'),
    ILike: matching('ILIKE'),
    SimilarTo: matching('SIMILAR TO'),
    Case({ operand, conditions, else_result }) {
      const whens = conditions.map(
        ({ condition, result }) => ` WHEN ${write(condition)} THEN ${write(result)}`,
      );
      return `CASE${optional(' ', operand)}${whens.join('')}${optional(' ELSE ', else_result)} END`;
    },
    Cast({ kind, expr, data_type }) {
      if (kind === 'DoubleColon') return `${write(expr)}::${typeText(data_type)}`;
      const name = kind === 'Cast' ? 'CAST' : kind === 'TryCast' ? 'TRY_CAST' : unwritable(kind);
      return `${name}(${write(expr)} AS ${typeText(data_type)})`;
    },
    AtTimeZone: ({ timestamp, time_zone }) => `${write(timestamp)} AT TIME ZONE ${write(time_zone)}`,
    Extract: ({ field, expr }) => `EXTRACT(${unitText(field)} FROM ${write(expr)})`,
    Ceil: rounding('CEIL'),
    Floor: rounding('FLOOR'),
    Position: ({ expr, in: text }) => `POSITION(${write(expr)} IN ${write(text)})`,
    Substring({ expr, substring_from, substring_for, special, shorthand }) {
      const [from, to] = special === true ? [', ', ', '] : [' FROM ', ' FOR '];
      const name = shorthand === true ? 'SUBSTR' : 'SUBSTRING';
      return `${name}(${write(expr)}${optional(from, substring_from)}${optional(to, substring_for)})`;
    },
    Trim({ expr, trim_where, trim_what, trim_characters }) {
      const where = trim_where == null ? '' : `${trim_where.toUpperCase()} `;
      if (trim_what != null) return `TRIM(${where}${write(trim_what)} FROM ${write(expr)})`;
      if (trim_where != null) return `TRIM(${where}FROM ${write(expr)})`;
      return `TRIM(${write(expr)}${(trim_characters ?? []).map((one) => `, ${write(one)}`).join('')})`;
    },
    Exists: ({ negated, subquery }) => `${not(negated)}EXISTS (${query(subquery)})`,
    Subquery: (subquery) => `(${query(subquery)})`,
    Rollup: (nodes) => `ROLLUP (${sets(nodes)})`,
    Cube: (nodes) => `CUBE (${sets(nodes)})`,
    GroupingSets: (nodes) => `GROUPING SETS (${list(nodes, (set) => `(${all(set)})`)})`,
    Function: call,
  };

  function optional(lead: string, node: Expression | null | undefined): string {
    return node == null ? '' : lead + write(node);
  }

  function call({ name, args, within_group, filter, null_treatment, over }: FunctionCall): string {
    const within = within_group?.length ? ` WITHIN GROUP (ORDER BY ${orderBy(within_group)})` : '';
    const nulls =
      { IgnoreNulls: ' IGNORE NULLS', RespectNulls: ' RESPECT NULLS' }[null_treatment ?? ''] ?? '';
    const written = objectText(name) + (args === 'None' ? '' : `(${argumentsText(args.List)})`);
    return `${written}${within}${optional(' FILTER (WHERE ', filter)}${filter == null ? '' : ')'}${nulls}${overText(over)}`;
  }

  function overText(over: FunctionCall['over']): string {
    if (over == null) return '';
    return 'NamedWindow' in over
      ? ` OVER ${nameText(over.NamedWindow)}`
      : ` OVER (${window(over.WindowSpec)})`;
  }

  function argumentsText({ duplicate_treatment, args, clauses }: FunctionArguments): string {
    const written = list(args, ({ Unnamed: one }) => {
      if (one === undefined) return unwritable('a named argument');
      if (one === 'Wildcard') return '*';
      return 'Expr' in one ? write(one.Expr) : unwritable('a star');
    });
    const order = (clauses ?? []).map((clause) => ` ORDER BY ${orderBy(clause.OrderBy)}`);
    return `${duplicate_treatment == null ? '' : `${duplicate_treatment.toUpperCase()} `}${written}${order.join('')}`;
  }

  const orderBy = (items: readonly OrderBy[]): string =>
    list(items, ({ expr, options }) => write(expr) + orderOptions(options));

  function window({ window_name, partition_by, order_by, window_frame }: WindowSpec): string {
    const frame = window_frame;
    return [
      ...(window_name == null ? [] : [nameText(window_name)]),
      ...(partition_by?.length ? [`PARTITION BY ${all(partition_by)}`] : []),
      ...(order_by?.length ? [`ORDER BY ${orderBy(order_by)}`] : []),
      ...(frame == null
        ? []
        : [
            frame.end_bound == null
              ? `${frame.units.toUpperCase()} ${bound(frame.start_bound)}`
              : `${frame.units.toUpperCase()} BETWEEN ${bound(frame.start_bound)} AND ${bound(frame.end_bound)}`,
          ]),
    ].join(' ');
  }

  function bound(node: string | Record<string, Expression | null>): string {
    if (typeof node === 'string') return node === 'CurrentRow' ? 'CURRENT ROW' : unwritable(node);
    const [direction, distance] = variant(node) as [string, Expression | null | undefined];
    return `${distance == null ? 'UNBOUNDED' : write(distance)} ${direction.toUpperCase()}`;
  }

  return { expression: write, orderBy, window };
}

export function orderOptions(options: OrderBy['options']): string {
  const direction = options?.asc == null ? '' : options.asc ? ' ASC' : ' DESC';
  const nulls = options?.nulls_first == null ? '' : options.nulls_first ? ' NULLS FIRST' : ' NULLS LAST';
  return direction + nulls;
}

/** `Year` → `YEAR`; a week may begin on a named day (`{Week: …}`), which is none, and so are units of other names. */
function unitText(unit: Unit): string {
  if (typeof unit === 'string') return unit.toUpperCase();
  return 'Week' in unit && unit.Week == null ? 'WEEK' : unwritable('a unit');
}
