import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ResultColumn, Scalar } from './values.ts';

/**
 * Rows as a Parquet file; without rows it still says what columns there are.
 * @throws Inexact when a value is not what the warehouse holds
 */
export function toParquet(columns: readonly ResultColumn[], rows: readonly Scalar[][]): Uint8Array {
  const written = parquetWriteBuffer({
    schema: [{ name: 'rows', num_children: columns.length }, ...columns.map(({ parquet }) => parquet)],
    columnData: columns.map((column, i) => ({
      name: column.name,
      data: rows.map((row) => column.toParquet(row[i] ?? null)),
    })),
    // By default the first thousand rows would be a group of their own.
    rowGroupSize: 100_000,
  });
  return new Uint8Array(written);
}
