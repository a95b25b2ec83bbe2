import assert from 'node:assert/strict';
import { createPlanner, type PlannerSettings } from '../../../../services/planner/step.ts';
import { lookAtRun } from '../../../../shared/delivery/look.ts';
import type { ModelSees, PlannerMode } from '../../../../shared/model/settings.ts';
import type { Catalog } from '../../../../shared/plan/catalog.ts';
import {
  clarificationSchema,
  planSchema,
  type Clarification,
  type Plan,
} from '../../../../shared/plan/plan.ts';
import type { LanguageModel } from '../../../../shared/ports/language-model.ts';
import { requestKey } from '../../../../shared/run/keys.ts';
import { createRunLog } from '../../../../shared/run/log.ts';
import { getRef, putRef } from '../../../../shared/run/refs.ts';
import type { Run } from '../../../../shared/run/run.ts';
import { createMemoryBus } from '../../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../../fakes/memory-queue.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import {
  catalogOfThings,
  createMemoryWarehouse,
  type MemoryWarehouse,
} from '../../../fakes/memory-warehouse.ts';
import { accepted } from '../../../fakes/run-events.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

export interface Scene {
  model: LanguageModel;
  prompt?: string;
  language?: 'en' | 'ja';
  catalog?: Catalog;
  mode?: PlannerMode;
  sees?: ModelSees;
  /** The rules; never certain if nothing is said. */
  planPrompt?: PlannerSettings['planPrompt'];
  explain?: (sql: string) => Promise<string | null>;
  parentRunId?: string;
}

const uncertain: PlannerSettings['planPrompt'] = async ({ language }) => ({
  clarification: { language, understood: 'rules', canDo: 'rules', ask: [] },
});

/** The planner on doubles of its ports, and the run `r1`, just accepted. */
export async function createScene(scene: Scene) {
  const { model, prompt = 'How many things are there?', language = 'en', catalog = catalogOfThings } = scene;
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const log = createRunLog(store);
  const queue = createMemoryQueue();
  const bus = createMemoryBus();
  const warehouse: MemoryWarehouse = {
    ...createMemoryWarehouse({ store, catalog, immediate: true }),
    ...(scene.explain === undefined ? {} : { explain: scene.explain }),
  };
  const parentRunId = scene.parentRunId ?? null;
  const request = await putRef(store, requestKey('r1'), { prompt, parentRunId, webhookUrl: null });
  await log.append(null, { ...accepted, request, language, parentRunId }, clock.now());
  const planner = createPlanner(
    { store, log, warehouse, clock },
    {
      planPrompt: scene.planPrompt ?? uncertain,
      models: { model, planner: scene.mode ?? 'model', sees: scene.sees ?? 'statistics' },
    },
  );
  const ports = { store, log, bus, queue };
  const look = (message: Parameters<typeof lookAtRun>[3] = { runId: 'r1' }) =>
    lookAtRun(ports, planner, 180, message);
  const run = async (): Promise<Run> => {
    const reading = await log.read('r1');
    assert.ok(reading !== null);
    return reading.run;
  };

  /** Looks until the planner is done: every wake-up when it is due. */
  async function live(): Promise<Run> {
    await look();
    for (let looks = 0; looks < 60; looks++) {
      const message = queue.take();
      if (message === undefined) break;
      clock.advance(message.delaySeconds);
      await look(message.look);
    }
    return run();
  }

  return { clock, store, log, queue, warehouse, look, run, live };
}

export interface Ending {
  run: Run;
  plan: Plan | null;
  clarification: Clarification | null;
  warehouse: MemoryWarehouse;
}

/** What becomes of a run. */
export async function planned(scene: Scene): Promise<Ending> {
  const { live, store, warehouse } = await createScene(scene);
  const run = await live();
  return {
    run,
    warehouse,
    plan: run.plan === null ? null : await getRef(store, run.plan, planSchema),
    clarification:
      run.clarification === null ? null : await getRef(store, run.clarification, clarificationSchema),
  };
}

type Sections = Record<string, string>;

/** A completion in DSPy's chat format. */
export const say = (sections: Sections): string =>
  [...Object.entries(sections), ['completed', '']]
    .map(([name, text]) => `[[ ## ${name} ## ]]\n${text}`)
    .join('\n\n');

export const noProbes = say({ reasoning: 'Nothing is open.', probes: '' });

const fence = '```';
export const sqlFence = (name: string, sql: string): string => `${fence}sql ${name}\n${sql}\n${fence}`;

/** A plan that may run, with changes. */
export const planOf = (changes: Sections = {}): string =>
  say({
    reasoning: 'A row is a thing.',
    kind: 'query',
    title: 'Number of things',
    understood: 'How many things there are.',
    assumptions: '',
    queries: sqlFence('result', 'SELECT count(*) AS count FROM things'),
    program: '',
    answer: 'There are **{{table.result[0].count}}** things.',
    chart: '',
    ask: '',
    ...changes,
  });
