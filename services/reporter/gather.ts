import { PermanentError } from '../../shared/errors.ts';
import type { Extract } from '../../shared/plan/dataset.ts';
import { manifestSchema, type Manifest } from '../../shared/plan/manifest.ts';
import { planSchema, type Plan, type Query } from '../../shared/plan/plan.ts';
import type { ObjectStore, ListedObject } from '../../shared/ports/object-store.ts';
import { listAll } from '../../shared/run/list-all.ts';
import { getRef } from '../../shared/run/refs.ts';
import { storedRequestSchema } from '../../shared/run/request.ts';
import type { Attempt, Run } from '../../shared/run/run.ts';
import { readDatasetOf } from '../../shared/queries/run-queries.ts';

/** What was seen, by the version that was seen: whatever is written under the key later is not it. */
export type PinnedObject = ListedObject & { version: string };

/** A query of the plan and what it brought. `parquet` is the file that holds every row. */
export interface Dataset {
  query: Query;
  extract: Extract;
  parquet: PinnedObject;
}

/** Everything an attempt left, as it was when its parts were pinned. */
export interface Evidence {
  run: Run;
  attempt: Attempt;
  prompt: string;
  plan: Plan;
  datasets: Dataset[];
  /** Null for kind `query`. */
  manifest: Manifest | null;
  /** The files that the program left, by artifact name. */
  files: ReadonlyMap<string, PinnedObject>;
}

/** @throws PermanentError when something the log refers to is gone or changed */
export async function gather(store: ObjectStore, run: Run): Promise<Evidence> {
  const attempt = run.attempts.find((one) => one.number === run.attempt);
  if (run.plan === null || attempt === undefined)
    throw new PermanentError(`run ${run.id} was executed without a plan`);
  const manifestRef = attempt.manifest;
  const [request, plan, manifest, files] = await Promise.all([
    getRef(store, run.request, storedRequestSchema),
    getRef(store, run.plan, planSchema),
    manifestRef === null ? null : getRef(store, manifestRef, manifestSchema),
    manifestRef === null
      ? new Map<string, PinnedObject>()
      : listFiles(store, artifactPrefix(manifestRef.key)),
  ]);
  const datasets = await Promise.all(plan.queries.map((query) => readDataset(store, run, query)));
  return { run, attempt, prompt: request.prompt, plan, datasets, manifest, files };
}

/** A launch writes its manifest beside its artifacts. */
const artifactPrefix = (manifestKey: string): string =>
  `${manifestKey.slice(0, -'result.json'.length)}artifacts/`;

async function readDataset(store: ObjectStore, run: Run, query: Query): Promise<Dataset> {
  const { extract, prefix } = await readDatasetOf(store, run, query, run.dataVersion ?? '');
  const parquet = (await store.list(`${prefix}data.parquet`, { limit: 1, versions: true })).objects[0];
  if (parquet === undefined) throw new PermanentError(`the dataset of query ${query.name} is gone`);
  return { query, extract, parquet: pin(parquet) };
}

async function listFiles(store: ObjectStore, prefix: string): Promise<Map<string, PinnedObject>> {
  const { objects } = await listAll(store, prefix, { versions: true });
  return new Map(objects.map((object) => [object.key.slice(prefix.length), pin(object)]));
}

function pin(object: ListedObject): PinnedObject {
  const { version } = object;
  if (version === null) throw new PermanentError(`${object.key} was listed without its version`);
  return { ...object, version };
}
