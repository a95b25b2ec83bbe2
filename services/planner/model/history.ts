import { oneLine } from '../../../shared/catalog/text.ts';
import type { ModelSees } from '../../../shared/model/settings.ts';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import type { RunLog } from '../../../shared/run/log.ts';
import { getRef } from '../../../shared/run/refs.ts';
import { storedRequestSchema } from '../../../shared/run/request.ts';
import type { Parent } from '../request.ts';
import { describeTable, knownNames } from '../../../shared/model/results.ts';

const longestProgram = 6_000;

/**
 * The run that a prompt follows up on: its question, how it was understood, SQL, program, and what it left. Names that a
 * program made of data (a column per customer, say) are told only to a model that may see results.
 */
export async function describeHistory(
  { store, log }: { store: ObjectStore; log: RunLog },
  { runId, plan, result }: Parent,
  catalog: Catalog,
  sees: ModelSees,
): Promise<string> {
  const reading = await log.read(runId);
  const asked = reading === null ? null : await getRef(store, reading.run.request, storedRequestSchema);
  const isKnown = knownNames(sees, plan, catalog);
  const artifacts = result.artifacts.filter(({ name, kind }) => kind !== 'report' && isKnown(stemOf(name)));
  return [
    `Asked before: ${oneLine(asked?.prompt ?? '', 2_000)}`,
    ...(plan === null
      ? []
      : [
          `Understood as: ${oneLine(plan.understood)}`,
          ...plan.queries.map(({ name, sql }) => `Query ${name}: ${sql}`),
          ...(plan.program === null ? [] : [`Program:\n${plan.program.slice(0, longestProgram)}`]),
        ]),
    ...result.tables.filter(({ name }) => isKnown(name)).map((table) => describeTable(table, isKnown, sees)),
    artifacts.length === 0
      ? ''
      : `Files that a program may read by kaiseki.artifact: ${artifacts.map(({ name }) => oneLine(name, 100)).join(', ')}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '');
