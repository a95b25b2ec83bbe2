import { manifestSchema, type Manifest } from '../../shared/plan/manifest.ts';
import { diffPlans } from '../../shared/plan/diff.ts';
import { planSchema, type Plan } from '../../shared/plan/plan.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import { datasetHash } from '../../shared/run/keys.ts';
import { getRef } from '../../shared/run/refs.ts';
import type { Attempt, Ref, Run } from '../../shared/run/run.ts';

/** Characters of a program's last words that the document carries. */
const tailLimit = 8_000;

export const readPlan = (store: ObjectStore, plan: Ref | null): Promise<Plan | null> =>
  plan === null ? Promise.resolve(null) : getRef(store, plan, planSchema);

export async function readAttempts(store: ObjectStore, run: Run): Promise<RunDocument['attempts']> {
  const plans = await Promise.all(run.attempts.map(({ plan }) => getRef(store, plan, planSchema)));
  return Promise.all(
    run.attempts.map((attempt, i) => readAttempt(store, attempt, plans[i] as Plan, plans[i - 1] ?? null)),
  );
}

async function readAttempt(
  store: ObjectStore,
  attempt: Attempt,
  plan: Plan,
  before: Plan | null,
): Promise<RunDocument['attempts'][number]> {
  const manifest = attempt.manifest === null ? null : await getRef(store, attempt.manifest, manifestSchema);
  const { number, outcome, class: failure, error, note, launches, startedAt, finishedAt } = attempt;
  return {
    number,
    outcome,
    class: failure,
    error,
    note,
    diff: before === null ? null : diffPlans(before, plan),
    launches,
    queries: plan.queries,
    program: plan.program,
    stderrTail: lastWords(manifest),
    startedAt,
    finishedAt,
  };
}

/** What fits is all in the head. */
const lastWords = (manifest: Manifest | null): string => {
  const { head, tail } = manifest?.stderr ?? { head: '', tail: '' };
  return (tail === '' ? head : tail).slice(-tailLimit);
};

/** The datasets that the plan's queries gave, whichever attempt ran them: equal SQL on equal data runs once. */
export const toDatasets = (run: Run, plan: Plan): RunDocument['datasets'] =>
  plan.queries.flatMap((query) => {
    const hash = datasetHash(query, run.dataVersion ?? '');
    const extract = run.queries.findLast((work) => work.hash === hash && work.extract !== null)?.extract;
    return extract == null ? [] : [{ name: query.name, ...extract }];
  });
