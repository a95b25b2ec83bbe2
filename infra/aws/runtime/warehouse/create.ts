import type { Warehouse } from '../../../../shared/ports/warehouse.ts';
import { guardSql } from '../../../../shared/sql/guard.ts';
export const createWarehouse = (_: unknown): Warehouse => {
  throw new Error(String(guardSql));
};
