import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import type { ResultColumn, Scalar } from './values.ts';

/**
 * Rows as a Parquet file; without rows it still says what columns there are.
 * @throws Inexact when a value is not what the warehouse holds
 */
export function toParquet(columns: readonly ResultColumn[], rows: readonly Scalar[][]): Uint8Array {
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    schema: [{ name: 'rows', num_children: columns.length }, ...columns.map(({ parquet }) => parquet)],
    columnData: columns.map((column, i) => ({
      name: column.name,
      data: rows.map((row) => column.toParquet(row[i] ?? null)),
    })),
    // A reader of one column should not read through a thousand first rows that stand alone.
    rowGroupSize: 100_000,
  });
  return writer.getBytes();
}
