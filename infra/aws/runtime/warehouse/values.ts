import type { ColumnMetadata, Field } from '@aws-sdk/client-redshift-data';
import type { SchemaElement } from 'hyparquet-writer';
import type { Cell } from '../../../../shared/plan/dataset.ts';

/** A value that JSON has not brought as it is in the warehouse: it goes another way, or not at all. */
export class Inexact extends Error {
  override readonly name = 'Inexact';
}

export type Scalar = string | number | boolean | Uint8Array | null;

/** A column of a result: its type as documents name it, as Parquet has it, and its values as both do. */
export interface ResultColumn {
  name: string;
  /** The names are those of the other warehouse. */
  type: string;
  parquet: SchemaElement;
  /** @throws Inexact */
  toParquet: (value: Scalar) => unknown;
  toCell: (value: Scalar) => Cell;
}

/**
 * The values of GetStatementResult: integers are JSON numbers, which the SDK reads as doubles; decimals, dates and times are
 * texts. "Working with query results" in the Management Guide, "Data types" in the Database Developer Guide.
 */
export function toColumn({ label, name, typeName = '', precision, scale }: ColumnMetadata): ResultColumn {
  const columnName = label ?? name ?? '';
  const kind = typeName.toLowerCase() === 'numeric' ? decimal(precision, scale) : (kinds[typeName] ?? text);
  const { type, parquet, toParquet, toCell } = kind;
  return {
    name: columnName,
    type,
    parquet: { name: columnName, repetition_type: 'OPTIONAL', ...parquet },
    toParquet: (value) => (value === null ? null : toParquet(value)),
    toCell: (value) => (value === null ? null : toCell(value)),
  };
}

export const toScalar = (field: Field): Scalar =>
  field.isNull === true
    ? null
    : (field.longValue ??
      field.doubleValue ??
      field.booleanValue ??
      field.stringValue ??
      field.blobValue ??
      null);

type Present = Exclude<Scalar, null>;
interface Kind {
  type: string;
  parquet: Omit<SchemaElement, 'name'>;
  toParquet: (value: Present) => unknown;
  toCell: (value: Present) => Cell;
}

const asText = (value: Present): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
const asIs = (value: Present): Cell => (value instanceof Uint8Array ? asText(value) : value);
const finite = (value: Present): Cell => (Number.isFinite(Number(value)) ? Number(value) : null);

const text: Kind = {
  type: 'VARCHAR',
  parquet: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  toParquet: asText,
  toCell: asText,
};

const number = (type: string, parquet: Kind['parquet'], toParquet: (value: number) => unknown): Kind => ({
  type,
  parquet,
  toParquet: (value) => toParquet(Number(value)),
  toCell: finite,
});

const kinds: Record<string, Kind> = {
  int2: number('SMALLINT', { type: 'INT32', converted_type: 'INT_16' }, (value) => value),
  int4: number('INTEGER', { type: 'INT32' }, (value) => value),
  int8: number('BIGINT', { type: 'INT64' }, exactInteger),
  float4: number('FLOAT', { type: 'FLOAT' }, (value) => value),
  float8: number('DOUBLE', { type: 'DOUBLE' }, (value) => value),
  bool: { type: 'BOOLEAN', parquet: { type: 'BOOLEAN' }, toParquet: asIs, toCell: asIs },
  date: {
    type: 'DATE',
    parquet: { type: 'INT32', converted_type: 'DATE' },
    toParquet: (value) => Number(microseconds(`${asText(value)} 00:00:00`) / dayMicroseconds),
    toCell: asText,
  },
  timestamp: timestamp('TIMESTAMP', {
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
  }),
  timestamptz: timestamp('TIMESTAMP WITH TIME ZONE', {
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  }),
  time: {
    type: 'TIME',
    parquet: {
      type: 'INT64',
      logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: 'MICROS' },
    },
    toParquet: (value) => microseconds(`1970-01-01 ${asText(value)}`),
    toCell: asText,
  },
};

/** 9007199254740993 arrives as 9007199254740992, and nobody can tell. */
function exactInteger(value: number): bigint {
  if (!Number.isSafeInteger(value)) throw new Inexact(`an integer beyond 2^53 (${value})`);
  return BigInt(value);
}

function decimal(precision = 38, scale = 0): Kind {
  const digits = precision >= 1 && precision <= 38 ? precision : 38;
  const isLong = digits > 18;
  return {
    type: `DECIMAL(${digits},${scale})`,
    parquet: {
      type: isLong ? 'FIXED_LEN_BYTE_ARRAY' : 'INT64',
      ...(isLong && { type_length: 16 }),
      converted_type: 'DECIMAL',
      precision: digits,
      scale,
    },
    toParquet: (value) => unscaled(asText(value), scale),
    toCell: asText,
  };
}

/** `-1.5` with scale 2 → -150n */
function unscaled(value: string, scale: number): bigint {
  const [, sign, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  if (sign === undefined || fraction.length > scale) throw new Inexact(`the decimal ${value}`);
  return BigInt(`${sign}${whole}${fraction.padEnd(scale, '0')}`);
}

function timestamp(type: string, parquet: Omit<Kind['parquet'], 'type'>): Kind {
  return {
    type,
    parquet: { type: 'INT64', ...parquet },
    toParquet: (value) => microseconds(asText(value)),
    toCell: (value) => asText(value).replace(/^(\S+) (\S+?)(?:\+00(?::?00)?)?$/, '$1T$2Z'),
  };
}

const dayMicroseconds = 86_400_000_000n;

/** Of `2020-01-02 03:04:05.678901` or `…+00`, since 1970. */
function microseconds(value: string): bigint {
  const [, seconds, fraction = ''] =
    /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(?:\+00(?::?00)?)?$/.exec(value) ?? [];
  const milliseconds = Date.parse(`${seconds?.replace(' ', 'T')}Z`);
  if (Number.isNaN(milliseconds)) throw new Inexact(`the time ${value}`);
  return BigInt(milliseconds) * 1_000n + BigInt(fraction.padEnd(6, '0'));
}
