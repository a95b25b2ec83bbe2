import type { Catalog } from '../plan/catalog.ts';
import type { Run } from './run.ts';

/** What a run's queries are keyed by: where the warehouse cannot name the state of its data, each run has a version of its own. */
export const dataVersionOf = (catalog: Pick<Catalog, 'dataVersion'>, run: Pick<Run, 'id'>): string =>
  catalog.dataVersion === '' ? run.id : catalog.dataVersion;
