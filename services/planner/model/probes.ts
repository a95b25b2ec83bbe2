import { redactError } from '../../../shared/catalog/redact.ts';
import type { LookContext, StepOutcome } from '../../../shared/delivery/step.ts';
import { readFences } from '../../../shared/dspy/fences.ts';
import type { ModelSees } from '../../../shared/model/settings.ts';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import { nameSchema, type Query } from '../../../shared/plan/plan.ts';
import { readDatasetOf, runQueries, type QueryPorts } from '../../../shared/queries/run-queries.ts';
import { datasetHash, planKey } from '../../../shared/run/keys.ts';
import { putRef } from '../../../shared/run/refs.ts';
import type { Run } from '../../../shared/run/run.ts';
import { guardOptionsOf } from '../../../shared/sql/options.ts';
import { guardProbe } from '../../../shared/sql/probe.ts';
import { toLines } from '../../../shared/model/rows.ts';

const probeLimit = 3;
/** Groups of fewer rows say something about single rows. */
const minimumRows = 10;
const limits = { rows: 50, bytes: 1_000_000, seconds: 30 };

/** A query that looks before the plan is made: what may run of it, or why nothing does. */
export type Probe = { name: string; sql: string } & ({ query: Query } | { refusal: string });

/** The first three of what a model asks, each in the form that may run. */
export async function readProbes(text: string, catalog: Catalog, sees: ModelSees): Promise<Probe[]> {
  const fences = readFences(text).filter(({ text: sql }) => sql !== '');
  return Promise.all(
    fences.slice(0, probeLimit).map(async ({ name: written, text: sql }, i): Promise<Probe> => {
      const isTaken = fences.findIndex((one) => one.name === written) < i;
      const name = nameSchema.safeParse(written).success && !isTaken ? written : `probe${i + 1}`;
      const verdict = await guardProbe(sql, guardOptionsOf(catalog), { sees, minimumRows, catalog });
      return verdict.ok
        ? { name, sql, query: { name, sql: verdict.sql } }
        : { name, sql, refusal: verdict.reason };
    }),
  );
}

export interface ProbeRequest {
  probes: readonly Probe[];
  dataVersion: string;
  sees: ModelSees;
  /** The description of the catalog that the model was given: its words may come back in an error. */
  catalog: string;
}

/**
 * Runs the probes and says what they found. A probe is a help, not a need: one that fails, or that the warehouse loses, is
 * told to the model like that and not run again. That it failed is committed (`query.lost`), so that every look knows.
 */
export async function runProbes(
  ports: QueryPorts,
  run: Run,
  look: LookContext,
  request: ProbeRequest,
): Promise<{ outcome: StepOutcome } | { found: string }> {
  const { probes, dataVersion } = request;
  const queries = probes.flatMap((probe) => ('query' in probe ? [probe.query] : []));
  const failures = new Map<string, string>();
  for (const query of queries) {
    const lost = lostReason(run, query, dataVersion);
    if (lost !== null) failures.set(query.name, lost);
  }
  const source = await putRef(ports.store, planKey(run.id, 0), { queries });
  for (;;) {
    const left = queries.filter(({ name }) => !failures.has(name));
    const bring = { stage: 'planner', queries: left, source, dataVersion, limits } as const;
    const state = await runQueries(ports, run, look, bring);
    if (state === 'all there') break;
    if ('outcome' in state) return state;
    const { query, error: reason } = state.failed;
    const token = tokenOf(run, query, dataVersion);
    // The warehouse took it and it failed there; without a token it was refused before.
    if (token !== null) return { outcome: { commit: { type: 'query.lost', token, counted: true, reason } } };
    failures.set(query.name, reason);
  }
  const found = probes.map((probe) => describeProbe(ports, run, probe, failures, request));
  return { found: (await Promise.all(found)).join('\n\n') };
}

function lostReason(run: Run, query: Query, dataVersion: string): string | null {
  const hash = datasetHash(query, dataVersion);
  const lost = run.queries.findLast((work) => work.stage === 'planner' && work.hash === hash);
  return lost?.state === 'lost' && lost.counted ? (lost.reason ?? 'the warehouse lost it') : null;
}

function tokenOf(run: Run, query: Query, dataVersion: string): string | null {
  const hash = datasetHash(query, dataVersion);
  const work = run.queries.findLast((one) => one.stage === 'planner' && one.hash === hash);
  return work?.state === 'started' ? work.token : null;
}

async function describeProbe(
  { store }: QueryPorts,
  run: Run,
  probe: Probe,
  failures: ReadonlyMap<string, string>,
  { dataVersion, sees, catalog }: ProbeRequest,
): Promise<string> {
  const title = `${probe.name}: ${probe.sql}`;
  if ('refusal' in probe) return `${title}\nwas not run: ${probe.refusal}`;
  const failure = failures.get(probe.name);
  // An error may quote a cell.
  if (failure !== undefined)
    return `${title}\nfailed: ${redactError(failure, { sees, known: [probe.sql, catalog] })}`;
  const { extract } = await readDatasetOf(store, run, probe.query, dataVersion);
  return `${title}\n${toLines(
    extract.columns.map(({ name }) => name),
    extract.rows,
    limits.rows,
  )}`;
}
