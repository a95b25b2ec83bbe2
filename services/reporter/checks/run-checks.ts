import type { LookContext, StepOutcome } from '../../../shared/delivery/step.ts';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { Warning } from '../../../shared/plan/manifest.ts';
import type { Query } from '../../../shared/plan/plan.ts';
import { readDatasetOf, runQueries, type QueryPorts } from '../../../shared/queries/run-queries.ts';
import { secondsSince } from '../../../shared/queries/waiting.ts';
import { datasetHash, reportPrefix } from '../../../shared/run/keys.ts';
import { launchLimit } from '../../../shared/run/limits.ts';
import { putRef } from '../../../shared/run/refs.ts';
import type { Run } from '../../../shared/run/run.ts';
import { guardSql } from '../../../shared/sql/guard.ts';
import { guardOptionsOf } from '../../../shared/sql/options.ts';
import { Refused } from '../../../shared/sql/refused.ts';
import { format, type Query as Tree } from '../../../shared/sql/tree.ts';
import type { Evidence } from '../gather.ts';
import type { Suspicion } from './check.ts';
import { leaks } from './leakage.ts';
import { suspicionsOf } from './suspicions.ts';

/** Counts are small, and nobody waits long for a doubt. */
const limits = { rows: 10, bytes: 1e6, seconds: 30 };
const queryLimit = 8;
/** All checks of an attempt together, the waits for their queries included. */
const patienceSeconds = 75;
/** What the answer still needs of the run's time. */
const reservedSeconds = 30;

/**
 * Checks of an attempt's SQL and programs, counted in the warehouse step by step. No check fails a run: what cannot be
 * counted in time is said, where it matters, and else passed over.
 */
export async function runChecks(
  ports: QueryPorts,
  evidence: Evidence,
  look: LookContext,
): Promise<{ outcome: StepOutcome } | { warnings: Warning[] }> {
  const catalog = await ports.warehouse.catalog();
  const suspicions = await suspicionsOf(evidence, catalog);
  const { named, nameOf } = await nameQueries(suspicions, catalog);
  const counted = await countAll(ports, evidence.run, look, named);
  if ('outcome' in counted) return counted;
  const warnings = suspicions.flatMap((suspicion): Warning[] => {
    const answers = suspicion.queries.map((query) => counted.answers.get(nameOf(query) ?? ''));
    const isCounted = answers.every((answer) => answer !== undefined);
    const told = isCounted ? suspicion.judge(answers) : suspicion.unchecked;
    return told === null ? [] : [told];
  });
  return { warnings: inOrder([...warnings, ...(await leaks(ports.store, evidence, catalog))]) };
}

/** The worst first, and each once: two queries of a plan may share a mistake. */
function inOrder(warnings: Warning[]): Warning[] {
  const once = warnings.filter((one, at) => warnings.findIndex(({ text }) => text === one.text) === at);
  return once.toSorted((a, b) => rank(a) - rank(b));
}
const rank = ({ severity }: Warning): number => (severity === 'serious' ? 0 : 1);

/** The queries as they run, each once. One that the guard refuses has no name, and is not counted. */
async function nameQueries(
  suspicions: Suspicion[],
  catalog: Catalog,
): Promise<{ named: Query[]; nameOf: (tree: Tree) => string | undefined }> {
  const names = new Map<Tree, string>();
  const named: Query[] = [];
  for (const tree of suspicions.flatMap(({ queries }) => queries)) {
    const sql = await guarded(tree, catalog);
    if (sql === null) continue;
    const known = named.find((query) => query.sql === sql);
    if (known === undefined && named.length >= queryLimit) continue;
    const query = known ?? { name: `check_${named.length + 1}`, sql };
    if (known === undefined) named.push(query);
    names.set(tree, query.name);
  }
  return { named, nameOf: (tree) => names.get(tree) };
}

/** The text that runs; null where the guard refuses it, or no text can be made of it. */
async function guarded(tree: Tree, catalog: Catalog): Promise<string | null> {
  try {
    const verdict = await guardSql(format(tree), guardOptionsOf(catalog));
    return verdict.ok ? verdict.sql : null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

type Answers = ReadonlyMap<string, (string | number | boolean | null)[][]>;

async function countAll(
  ports: QueryPorts,
  run: Run,
  look: LookContext,
  queries: Query[],
): Promise<{ outcome: StepOutcome } | { answers: Answers }> {
  const dataVersion = run.dataVersion ?? '';
  let open = queries.filter((query) => !isGivenUp(run, query));
  if (isLate(run, look)) open = open.filter((query) => isThere(run, query));
  else if (open.length > 0) {
    const source = await putRef(ports.store, `${reportPrefix(run.id, run.attempt)}checks.json`, { queries });
    for (;;) {
      const state = await runQueries(ports, run, look, {
        stage: 'reporter',
        queries: open,
        source,
        dataVersion,
        limits,
      });
      if (state === 'all there') break;
      if ('outcome' in state) return state;
      open = open.filter((query) => query !== state.failed.query);
    }
  }
  const answers = await Promise.all(
    open.map(async (query) => {
      const { extract } = await readDatasetOf(ports.store, run, query, dataVersion);
      return [query.name, extract.rows] as const;
    }),
  );
  return { answers: new Map(answers) };
}

function isLate(run: Run, look: LookContext): boolean {
  const attempt = run.attempts.find(({ number }) => number === run.attempt);
  const left = (Date.parse(run.deadline) - look.now.getTime()) / 1000;
  return left < reservedSeconds || secondsSince(attempt?.finishedAt ?? null, look.now) > patienceSeconds;
}

const isThere = (run: Run, query: Query): boolean =>
  run.queries.some(
    ({ hash, state }) => state === 'succeeded' && hash === datasetHash(query, run.dataVersion ?? ''),
  );

/** The warehouse lost it as often as it may. */
const isGivenUp = (run: Run, query: Query): boolean =>
  !isThere(run, query) &&
  run.queries.filter(
    ({ hash, stage, attempt, state, counted }) =>
      hash === datasetHash(query, run.dataVersion ?? '') &&
      stage === 'reporter' &&
      attempt === run.attempt &&
      state === 'lost' &&
      counted,
  ).length >= launchLimit;
