import type { Column } from '../../../shared/plan/catalog.ts';

/** Longer names that Redshift prints, and those that people write ("Data types", Database Developer Guide). */
const shortNames: [RegExp, string][] = [
  [/^character varying\b/, 'varchar'],
  [/^(?:character|bpchar)\b/, 'char'],
  [/^timestamp(?:\(\d\))? without time zone$/, 'timestamp'],
  [/^timestamp(?:\(\d\))? with time zone$/, 'timestamptz'],
  [/^time(?:\(\d\))? without time zone$/, 'time'],
  [/^time(?:\(\d\))? with time zone$/, 'timetz'],
];

/** `character varying(200)` → `VARCHAR(200)` */
export const typeName = (type: string): string =>
  shortNames.reduce((name, [long, short]) => name.replace(long, short), type.toLowerCase()).toUpperCase();

const kinds: [RegExp, Column['kind']][] = [
  [
    /^(?:SMALLINT|INTEGER|BIGINT|INT[248]?|NUMERIC|DECIMAL|REAL|FLOAT[48]?|DOUBLE PRECISION)(?:\(|$)/,
    'number',
  ],
  [/^(?:VARCHAR|CHAR|NCHAR|NVARCHAR|TEXT|NAME)(?:\(|$)/, 'text'],
  [/^BOOL(?:EAN)?$/, 'boolean'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP(?:TZ)?$/, 'time'],
];

/** Of a type as `typeName` gives it. What cannot be compared or printed (SUPER, GEOMETRY, VARBYTE …) is `other`. */
export const kindOf = (type: string): Column['kind'] =>
  kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'other';
