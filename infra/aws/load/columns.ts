import { identifier } from '../../tables/sql-text.ts';

/** A column as the warehouse gets it. */
export interface LoadedColumn {
  name: string;
  /** DuckDB's SQL for what the Parquet file holds. */
  value: string;
  /** Redshift's type; null: text, as wide as its longest value needs. */
  type: string | null;
  isTime: boolean;
}

interface Rule {
  matches: RegExp;
  type: string | null;
  value: (name: string) => string;
}

const cast = (type: string) => (name: string) => `cast(${name} as ${type})`;
const same = (name: string) => name;

/**
 * Types that COPY takes from Parquet ("COPY from columnar data formats" and "Data types" in Redshift's Database Developer Guide).
 * It has none without a sign and none of eight bits; from Parquet it reads no TIMESTAMPTZ and no TIME, so the first becomes
 * the same instant in UTC, and the second text.
 */
const rules: Rule[] = [
  { matches: /^(BIGINT|INTEGER|SMALLINT|BOOLEAN|DATE)$/, type: '$1', value: same },
  { matches: /^(DECIMAL\(\d+,\s?\d+\))$/, type: '$1', value: same },
  { matches: /^DOUBLE$/, type: 'DOUBLE PRECISION', value: same },
  { matches: /^FLOAT$/, type: 'REAL', value: same },
  { matches: /^U?TINYINT$/, type: 'SMALLINT', value: cast('smallint') },
  { matches: /^USMALLINT$/, type: 'INTEGER', value: cast('integer') },
  { matches: /^UINTEGER$/, type: 'BIGINT', value: cast('bigint') },
  { matches: /^(UBIGINT|U?HUGEINT)$/, type: 'DECIMAL(38,0)', value: cast('decimal(38,0)') },
  {
    matches: /^TIMESTAMP WITH TIME ZONE$/,
    type: 'TIMESTAMP',
    value: (name) => `${name} at time zone 'UTC'`,
  },
  { matches: /^TIMESTAMP/, type: 'TIMESTAMP', value: cast('timestamp') },
  { matches: /^BLOB$/, type: null, value: (name) => `base64(${name})` },
  {
    matches: /\[\d*\]$|^(STRUCT|MAP|UNION)\b/,
    type: null,
    value: (name) => `cast(to_json(${name}) as varchar)`,
  },
  { matches: /^/, type: null, value: cast('varchar') },
];

/** @param type as DuckDB names it */
export function toLoadedColumn(name: string, type: string): LoadedColumn {
  const rule = rules.find(({ matches }) => matches.test(type)) as Rule;
  const redshift = rule.type?.startsWith('$') === true ? type.replace(rule.matches, rule.type) : rule.type;
  return {
    name,
    value: rule.value(identifier(name)),
    type: redshift,
    isTime: redshift === 'DATE' || redshift === 'TIMESTAMP',
  };
}

/**
 * A hidden column is there by its name, so that whoever reads the catalog can tell that it is the one which is meant; its
 * values stay where they are.
 */
export const emptyColumn = (name: string): LoadedColumn => ({
  name,
  value: 'cast(null as varchar)',
  type: null,
  isTime: false,
});

const widths = [16, 64, 256, 1_024, 4_096, 16_384];
const widest = 65_535;

/** @returns null when Redshift has no text of so many bytes */
export function textType(longestBytes: number): string | null {
  if (longestBytes > widest) return null;
  return `VARCHAR(${widths.find((width) => longestBytes <= width) ?? widest})`;
}
