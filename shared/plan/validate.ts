import type { Warehouse } from '../ports/warehouse.ts';
import { checkProgram } from '../python/check.ts';
import { guardSql } from '../sql/guard.ts';
import { guardOptionsOf } from '../sql/options.ts';
import type { Catalog } from './catalog.ts';
import { planSchema, type Plan, type Query } from './plan.ts';

export interface ValidationPorts {
  warehouse: Pick<Warehouse, 'dialect' | 'explain'>;
  catalog: Catalog;
  /** `own`: this repository's programs need no reading before they run. */
  programs?: 'own' | 'checked';
}

export type ValidatedPlan = { plan: Plan } | { reason: string };

/**
 * What a plan must pass before anything of it runs: its schema, the guard for every query (those of its fallbacks
 * included), the warehouse's own EXPLAIN, and the check of its programs.
 * @returns the plan with its SQL in the form that the guard writes; or everything that is wrong with it, in words for
 *   whoever wrote it, one line each
 */
export async function validatePlan(plan: Plan, ports: ValidationPorts): Promise<ValidatedPlan> {
  const parsed = planSchema.safeParse(plan);
  const formal = parsed.success
    ? shapeProblems(plan)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  if (formal.length > 0) return { reason: formal.join('\n') };

  const problems: string[] = [];
  const guardAll = async (queries: Query[]): Promise<Query[]> => {
    const guarded = await Promise.all(queries.map((query) => guardQuery(query, ports)));
    problems.push(...guarded.flatMap((one) => ('problem' in one ? [one.problem] : [])));
    return guarded.flatMap((one) => ('query' in one ? [one.query] : []));
  };
  const queries = await guardAll(plan.queries);
  const fallbacks: Plan['fallbacks'] = [];
  for (const fallback of plan.fallbacks)
    fallbacks.push(
      fallback.queries === undefined ? fallback : { ...fallback, queries: await guardAll(fallback.queries) },
    );
  if (ports.programs !== 'own') problems.push(...(await programProblems(plan)));
  return problems.length > 0
    ? { reason: [...new Set(problems)].join('\n') }
    : { plan: { ...plan, queries, fallbacks } };
}

function shapeProblems({ kind, queries, program, fallbacks }: Plan): string[] {
  const repeated = [queries, ...fallbacks.map((fallback) => fallback.queries ?? [])].flatMap((all) =>
    all.map(({ name }) => name).filter((name, i, names) => names.indexOf(name) !== i),
  );
  return [
    ...new Set(repeated.map((name) => `two queries have the name ${name}`)),
    ...(kind === 'query' && queries.length === 0 ? ['a plan of kind query needs a query'] : []),
    ...(kind === 'query' && program !== null ? ['a plan of kind query has no program'] : []),
    ...(kind === 'program' && (program ?? '').trim() === ''
      ? ['a plan of kind program needs a program']
      : []),
  ];
}

async function programProblems({ queries, program, parentArtifacts, fallbacks }: Plan): Promise<string[]> {
  const variants = [{ program, queries }, ...fallbacks].filter((one) => one.program != null);
  const found = await Promise.all(
    variants.map(async (one) => {
      const datasets = (one.queries ?? queries).map(({ name }) => name);
      return checkProgram(one.program ?? '', { datasets, artifacts: parentArtifacts });
    }),
  );
  return found.flatMap((problem) => (problem === null ? [] : [`the program cannot run: ${problem}`]));
}

async function guardQuery(
  { name, sql }: Query,
  { warehouse, catalog }: ValidationPorts,
): Promise<{ query: Query } | { problem: string }> {
  const verdict = await guardSql(sql, guardOptionsOf(catalog));
  if (!verdict.ok) return { problem: `the query ${name} is refused: ${verdict.reason}` };
  const complaint = await warehouse.explain(verdict.sql, catalog.dataVersion);
  return complaint === null
    ? { query: { name, sql: verdict.sql } }
    : { problem: `the warehouse cannot run the query ${name}: ${complaint}` };
}
