import { DuckDBTypeId, type DuckDBResultReader, type DuckDBType } from '@duckdb/node-api';

export interface FakeResult {
  columns: {
    label: string;
    name: string;
    typeName: string;
    precision: number;
    scale: number;
    nullable: number;
  }[];
  rows: Record<string, unknown>[][];
}

const names: Partial<Record<DuckDBTypeId, string>> = {
  [DuckDBTypeId.BOOLEAN]: 'bool',
  [DuckDBTypeId.SMALLINT]: 'int2',
  [DuckDBTypeId.TINYINT]: 'int2',
  [DuckDBTypeId.INTEGER]: 'int4',
  [DuckDBTypeId.BIGINT]: 'int8',
  [DuckDBTypeId.FLOAT]: 'float4',
  [DuckDBTypeId.DOUBLE]: 'float8',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamptz',
  [DuckDBTypeId.DECIMAL]: 'numeric',
  // Redshift adds integers up to a numeric(38,0).
  [DuckDBTypeId.HUGEINT]: 'numeric',
};

const isIn = (typeName: string, ...all: string[]): boolean => all.includes(typeName);

/**
 * DuckDB's result as the Data API gives one: names of types as Redshift has them, integers as JSON numbers, decimals and
 * times as texts. https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_Field.html
 */
export function toFakeResult(reader: DuckDBResultReader): FakeResult {
  const labels = reader.columnNames();
  const types = reader.columnTypes();
  const columns = labels.map((label, i) => {
    const type = types[i] as DuckDBType;
    const typeName = names[type.typeId] ?? 'varchar';
    const { width = 38, scale = 0 } = type as { width?: number; scale?: number };
    return {
      label,
      name: label,
      typeName,
      precision: typeName === 'numeric' ? width : 0,
      scale,
      nullable: 1,
    };
  });
  const rows = reader.getRowsJson().map((row) =>
    row.map((value, i): Record<string, unknown> => {
      const { typeName = '' } = columns[i] ?? {};
      if (value === null) return { isNull: true };
      if (typeName === 'bool') return { booleanValue: value };
      if (isIn(typeName, 'int2', 'int4', 'int8')) return { longValue: Number(value) };
      if (isIn(typeName, 'float4', 'float8')) return { doubleValue: value };
      return { stringValue: typeof value === 'object' ? JSON.stringify(value) : String(value) };
    }),
  );
  return { columns, rows };
}
