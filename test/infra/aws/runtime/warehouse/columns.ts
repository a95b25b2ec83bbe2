import type { Column } from '../../../../../shared/plan/catalog.ts';

/** A column of which nothing but its name and type matters. */
export const columnOf = (name: string, type: string, kind: Column['kind']): Column => ({
  name,
  type,
  kind,
  comment: null,
  nullShare: 0,
  distinctCount: 3,
  min: null,
  max: null,
  values: null,
});
