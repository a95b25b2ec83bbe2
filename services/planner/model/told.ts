import { catalogTokens, describeCatalog } from '../../../shared/catalog/describe.ts';
import type { ModelSees } from '../../../shared/model/settings.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import type { RunLog } from '../../../shared/run/log.ts';
import type { PlanRequest } from '../request.ts';
import { describeHistory } from './history.ts';

/** What a model is told before it plans: inputs of `explore` and `plan`, word for word. */
export interface Told {
  dialect: string;
  catalog: string;
  notes: string;
  question: string;
  history: string;
  /** Of the notes: the answer names them. */
  noteSources: string[];
}

export async function tell(
  ports: { store: ObjectStore; log: RunLog },
  { prompt, catalog, parent }: PlanRequest,
  sees: ModelSees,
): Promise<Told> {
  const described = describeCatalog(catalog, { question: prompt, sees, tokens: catalogTokens });
  return {
    dialect: catalog.dialect,
    catalog: described.catalog,
    notes: described.notes,
    question: prompt,
    history: parent === null ? '' : await describeHistory(ports, parent, catalog, sees),
    noteSources: described.noteSources,
  };
}
