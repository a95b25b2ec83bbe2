import assert from 'node:assert/strict';
import { createRepair } from '../../../services/repair/step.ts';
import { lookAtRun } from '../../../shared/delivery/look.ts';
import type { ModelSees } from '../../../shared/model/settings.ts';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { Manifest } from '../../../shared/plan/manifest.ts';
import { planSchema, type Plan } from '../../../shared/plan/plan.ts';
import type { FailureClass } from '../../../shared/ports/long-work.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import { getRef, putRef } from '../../../shared/run/refs.ts';
import type { Run } from '../../../shared/run/run.ts';
import { createMemoryBus } from '../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../fakes/memory-queue.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { createMemoryWarehouse } from '../../fakes/memory-warehouse.ts';
import { programPlan, writePlannedRun } from '../../fakes/planned-run.ts';
import { createScriptedModel } from '../../fakes/scripted-model.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

export const analysis: Plan = {
  ...programPlan,
  queries: [{ name: 'data', sql: 'SELECT kind FROM things' }],
  program: 'import kaiseki\nkaiseki.answer(str(kaiseki.load("data")["sort"]))\n',
};

/** A completion in DSPy's chat format. */
export const repair = (sections: Record<string, string>): string =>
  Object.entries({
    reasoning: 'The column has another name.',
    diagnosis: 'The program named a column that is not there.',
    queries: '',
    program: '',
    answer: '',
    ...sections,
    completed: '',
  })
    .map(([name, text]) => `[[ ## ${name} ## ]]\n${text}`)
    .join('\n\n');

export const program = '```python\nimport kaiseki\nkaiseki.table("kinds", kaiseki.load("data"))\n```';

type Replies = Parameters<typeof createScriptedModel>[0];

export interface Scene {
  plan?: Plan;
  sees?: ModelSees;
  catalog?: Catalog;
  /** What the failed program left. */
  manifest?: Manifest;
}

/** A run whose attempt fails so, and what repair with this model makes of it. */
export function createScene(
  replies: Replies,
  { plan = analysis, sees = 'statistics', catalog, manifest }: Scene = {},
) {
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const ports = { store, log: createRunLog(store), bus: createMemoryBus(), queue: createMemoryQueue() };
  const model = createScriptedModel(replies);
  const warehouse = createMemoryWarehouse({ store, immediate: true, ...(catalog && { catalog }) });
  const stage = createRepair({ ...ports, warehouse, clock }, { models: { model, planner: 'auto', sees } });

  async function failAndRepair(error: string, kind: FailureClass = 'program', given?: Run): Promise<Run> {
    const run = given ?? (await writePlannedRun(ports, plan, clock.now()));
    const left = manifest === undefined ? null : await putRef(store, 'runs/r1/left', manifest);
    await ports.log.append(run, { type: 'attempt.failed', class: kind, error, manifest: left }, clock.now());
    let message: Parameters<typeof lookAtRun>[3] | undefined = { runId: 'r1' };
    for (let looks = 0; message !== undefined && looks < 30; looks++) {
      await lookAtRun(ports, stage, 180, message);
      const sent = ports.queue.take();
      if (sent !== undefined) clock.advance(sent.delaySeconds);
      message = sent?.look;
    }
    const reading = await ports.log.read('r1');
    assert.ok(reading !== null);
    return reading.run;
  }
  const planOf = (run: Run) => {
    assert.ok(run.plan !== null);
    return getRef(store, run.plan, planSchema);
  };
  const told = (call = 0) => model.asked[call]?.messages.map(({ content }) => content).join('\n') ?? '';
  return { model, failAndRepair, planOf, told };
}
