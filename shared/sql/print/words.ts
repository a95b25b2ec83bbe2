import { Refused } from '../refused.ts';
import type { DataType, Identifier, LiteralValue, ObjectName } from '../syntax.ts';

/** Names, literals, types and operators in the form in which they run. */

export const list = <T>(items: readonly T[], write: (item: T) => string): string =>
  items.map(write).join(', ');

/** The one key of a variant and what it holds. */
export function variant(node: object): [string, unknown] {
  const [entry, ...more] = Object.entries(node);
  if (entry === undefined || more.length > 0) throw new Refused('it holds something that cannot be read');
  return entry;
}

export function unwritable(what: string): never {
  throw new Refused(`it holds something that is not allowed (${what})`);
}

export function nameText({ value, quote_style }: Identifier): string {
  if (quote_style == null) {
    if (!/^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(value)) throw new Refused('a name needs quotation marks');
    return value;
  }
  if (quote_style !== '"') throw new Refused('names are quoted by double quotation marks');
  return `"${value.replaceAll('"', '""')}"`;
}

export const objectText = (name: ObjectName): string =>
  name.map((part) => nameText(part.Identifier)).join('.');

export function literalText(value: LiteralValue): string {
  if (typeof value === 'string') return 'NULL';
  const [kind, held] = variant(value);
  if (kind === 'Number') return (held as [string])[0];
  if (kind === 'SingleQuotedString') return `'${(held as string).replaceAll("'", "''")}'`;
  if (kind === 'Boolean') return held === true ? 'true' : 'false';
  return unwritable(kind);
}

/** Types that the grammar has no word for. */
const customTypes = 'UTINYINT USMALLINT UINTEGER TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS TIMESTAMP_US'.split(
  ' ',
);

function customType(held: unknown): string | undefined {
  const [name, modifiers] = held as [ObjectName, unknown[]];
  const written = objectText(name).toUpperCase();
  if (modifiers.length === 0 && customTypes.includes(written)) return written;
  throw new Refused(`the type ${written.slice(0, 100)} is not allowed`);
}

const typeWords: Record<string, string> = {
  BigInt: 'BIGINT',
  Boolean: 'BOOLEAN',
  Bool: 'BOOL',
  Char: 'CHAR',
  Character: 'CHARACTER',
  CharacterVarying: 'CHARACTER VARYING',
  Date: 'DATE',
  Decimal: 'DECIMAL',
  Double: 'DOUBLE',
  DoublePrecision: 'DOUBLE PRECISION',
  Float: 'FLOAT',
  Float4: 'FLOAT4',
  Float8: 'FLOAT8',
  HugeInt: 'HUGEINT',
  Int: 'INT',
  Int2: 'INT2',
  Int4: 'INT4',
  Int8: 'INT8',
  Integer: 'INTEGER',
  Numeric: 'NUMERIC',
  Real: 'REAL',
  SmallInt: 'SMALLINT',
  String: 'STRING',
  Text: 'TEXT',
  TinyInt: 'TINYINT',
  UBigInt: 'UBIGINT',
  Uuid: 'UUID',
  Varchar: 'VARCHAR',
};
const zones: Record<string, string> = {
  None: '',
  Tz: 'TZ',
  WithTimeZone: ' WITH TIME ZONE',
  WithoutTimeZone: ' WITHOUT TIME ZONE',
};

export function typeText(type: DataType): string {
  const [name, held] = typeof type === 'string' ? [type, null] : variant(type);
  if (name === 'Timestamp' || name === 'Time') {
    const [precision, zone] = held as [number | null, string];
    const words = zones[zone] ?? unwritable(zone);
    return `${name.toUpperCase()}${zone === 'Tz' ? words : ''}${precision == null ? '' : `(${precision})`}${zone === 'Tz' ? '' : words}`;
  }
  const word = name === 'Custom' ? customType(held) : typeWords[name];
  if (word === undefined) throw new Refused(`the type ${name} is not allowed`);
  return name === 'Custom' ? word : word + sizeText(held);
}

/** What stands in the parentheses of a type: `{Varchar: {IntegerLength: {length}}}`, `{Decimal: {PrecisionAndScale: [10, 2]}}`. */
function sizeText(held: unknown): string {
  if (held === null || held === undefined || held === 'None') return '';
  if (held === 'Max') return '(MAX)';
  if (typeof held === 'number') return `(${held})`;
  const [kind, size] = variant(held);
  if (kind === 'IntegerLength') return `(${(size as { length: number }).length})`;
  if (kind === 'Precision') return `(${Number(size)})`;
  if (kind === 'PrecisionAndScale') return `(${(size as [number, number]).map(Number).join(',')})`;
  return unwritable(kind);
}

const binaryOperators: Record<string, string> = {
  Plus: '+',
  Minus: '-',
  Multiply: '*',
  Divide: '/',
  DuckIntegerDivide: '//',
  Modulo: '%',
  BitwiseXor: '^',
  PGExp: '^',
  BitwiseAnd: '&',
  BitwiseOr: '|',
  PGBitwiseXor: '#',
  PGBitwiseShiftLeft: '<<',
  PGBitwiseShiftRight: '>>',
  StringConcat: '||',
  Eq: '=',
  NotEq: '<>',
  Gt: '>',
  GtEq: '>=',
  Lt: '<',
  LtEq: '<=',
  And: 'AND',
  Or: 'OR',
  PGRegexMatch: '~',
  PGRegexNotMatch: '!~',
  PGRegexIMatch: '~*',
  PGRegexNotIMatch: '!~*',
};
export const operatorText = (op: string): string =>
  (typeof op === 'string' ? binaryOperators[op] : undefined) ?? unwritable('an operator');
