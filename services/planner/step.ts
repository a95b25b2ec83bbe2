import type { StageDefinition, StepOutcome } from '../../shared/delivery/step.ts';
import { PermanentError } from '../../shared/errors.ts';
import type { Catalog } from '../../shared/plan/catalog.ts';
import {
  planSchema,
  type Clarification,
  type Language,
  type Plan,
  type Query,
} from '../../shared/plan/plan.ts';
import { resultSchema, type Result } from '../../shared/plan/result.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Warehouse } from '../../shared/ports/warehouse.ts';
import { clarificationKey, planKey } from '../../shared/run/keys.ts';
import type { RunLog } from '../../shared/run/log.ts';
import { getRef, putRef } from '../../shared/run/refs.ts';
import { storedRequestSchema } from '../../shared/run/request.ts';
import type { Run } from '../../shared/run/run.ts';
import { guardSql } from '../../shared/sql/guard.ts';

/** What a prompt may follow up on. */
export interface Parent {
  runId: string;
  plan: Plan | null;
  result: Result;
}

export interface PlanRequest {
  prompt: string;
  language: Language;
  catalog: Catalog;
  parent: Parent | null;
}

/** Makes a plan of a prompt, or says what must be asked first. */
export type PlanPrompt = (request: PlanRequest) => Promise<{ plan: Plan } | { clarification: Clarification }>;

export interface PlannerPorts {
  store: ObjectStore;
  log: RunLog;
  warehouse: Pick<Warehouse, 'dialect' | 'catalog' | 'explain'>;
}

/** Prompt → plan whose every query is guarded and can be planned by the warehouse; or a clarification. */
export function createPlanner(ports: PlannerPorts, planPrompt: PlanPrompt): StageDefinition {
  return {
    stage: 'planner',
    async step(run) {
      const [request, catalog, parent] = await Promise.all([
        getRef(ports.store, run.request, storedRequestSchema),
        ports.warehouse.catalog(),
        readParent(ports, run),
      ]);
      const made = await planPrompt({ prompt: request.prompt, language: run.language, catalog, parent });
      if ('clarification' in made) return clarify(ports, run, made.clarification);
      return commitPlan(ports, run, catalog, made.plan);
    },
  };
}

async function readParent({ store, log }: PlannerPorts, run: Run): Promise<Parent | null> {
  if (run.parentRunId === null) return null;
  const reading = await log.read(run.parentRunId);
  if (reading?.run.result == null || reading.run.principal !== run.principal)
    throw new PermanentError('the parent run has no result any more');
  const { result, plan, id } = reading.run;
  return {
    runId: id,
    result: await getRef(store, result, resultSchema),
    plan: plan === null ? null : await getRef(store, plan, planSchema),
  };
}

async function clarify(ports: PlannerPorts, run: Run, clarification: Clarification): Promise<StepOutcome> {
  const ref = await putRef(ports.store, clarificationKey(run.id), clarification);
  const title = clarification.language === 'ja' ? '確認が必要です' : 'More must be known';
  return { commit: { type: 'run.clarified', clarification: ref, title } };
}

async function commitPlan(ports: PlannerPorts, run: Run, catalog: Catalog, made: Plan): Promise<StepOutcome> {
  const plan = await guardPlan(ports.warehouse, catalog, made);
  const ref = await putRef(ports.store, planKey(run.id, 1), plan);
  return {
    commit: {
      type: 'run.planned',
      kind: plan.kind,
      title: plan.title,
      plan: ref,
      dataVersion: catalog.dataVersion,
    },
  };
}

/** The plan with every query, those of its fallbacks included, in the form that the guard writes. */
async function guardPlan(warehouse: PlannerPorts['warehouse'], catalog: Catalog, plan: Plan): Promise<Plan> {
  const tables = catalog.tables.map((table) => table.name);
  const guard = async (query: Query): Promise<Query> => {
    const verdict = await guardSql(query.sql, { dialect: warehouse.dialect, tables });
    if (!verdict.ok) throw new PermanentError(`The query ${query.name} is refused: ${verdict.reason}`);
    const problem = await warehouse.explain(verdict.sql, catalog.dataVersion);
    if (problem !== null)
      throw new PermanentError(`The warehouse cannot run the query ${query.name}: ${problem}`);
    return { name: query.name, sql: verdict.sql };
  };
  const guardAll = (queries: Query[]) => Promise.all(queries.map(guard));
  return {
    ...plan,
    queries: await guardAll(plan.queries),
    fallbacks: await Promise.all(
      plan.fallbacks.map(async (fallback) =>
        fallback.queries === undefined
          ? fallback
          : { ...fallback, queries: await guardAll(fallback.queries) },
      ),
    ),
  };
}
