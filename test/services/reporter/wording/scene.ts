import assert from 'node:assert/strict';
import { createReporter } from '../../../../services/reporter/step.ts';
import { lookAtRun } from '../../../../shared/delivery/look.ts';
import type { ModelSees } from '../../../../shared/model/settings.ts';
import type { Manifest } from '../../../../shared/plan/manifest.ts';
import type { Plan } from '../../../../shared/plan/plan.ts';
import { resultSchema, type Result } from '../../../../shared/plan/result.ts';
import { noUsage } from '../../../../shared/ports/language-model.ts';
import { launchPrefix, planKey, requestKey, sandboxToken, sha256 } from '../../../../shared/run/keys.ts';
import type { RunEvent } from '../../../../shared/run/events.ts';
import { createRunLog } from '../../../../shared/run/log.ts';
import { getRef, putRef } from '../../../../shared/run/refs.ts';
import type { Run } from '../../../../shared/run/run.ts';
import { createMemoryBus } from '../../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../../fakes/memory-queue.ts';
import { manifestOf } from '../../../fakes/memory-sandbox.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import { createMemoryWarehouse } from '../../../fakes/memory-warehouse.ts';
import { programPlan } from '../../../fakes/planned-run.ts';
import { accepted, planned, ref } from '../../../fakes/run-events.ts';
import { createScriptedModel } from '../../../fakes/scripted-model.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

export const timeoutSeconds = 180;

export interface Given {
  replies?: Parameters<typeof createScriptedModel>[0];
  /** Of what the program left. */
  manifest?: Partial<Manifest>;
  plan?: Partial<Plan>;
  prompt?: string;
  sees?: ModelSees;
  /** Who made the plan; `rules` unless said. */
  by?: 'rules' | 'model';
  deadline?: string;
}

const plan: Plan = {
  ...programPlan,
  queries: [],
  program:
    'import kaiseki\nkaiseki.table("kinds", frame)\nkaiseki.metric("f1", score)\nkind, things = 1, 2\n',
};

/** What every program here finds. */
const left: Partial<Manifest> = {
  answer: 'The F1 is 0.99.',
  metrics: [{ name: 'f1', value: 0.71, baseline: 0.5 }],
  tables: [
    {
      name: 'kinds',
      columns: [
        { name: 'kind', type: 'VARCHAR' },
        { name: 'things', type: 'BIGINT' },
      ],
      rows: [['Yamada', 4711]],
      rowCount: 1,
      file: null,
      csv: null,
    },
  ],
};

/** A completion of `answer`. */
export const words = (answer: string): string =>
  `[[ ## reasoning ## ]]\nr\n\n[[ ## answer ## ]]\n${answer}\n\n[[ ## completed ## ]]`;

/** A program that ran, and the reporter that makes an answer of what it left. */
export async function createScene(given: Given = {}) {
  const {
    replies = [],
    prompt = 'How good is it?',
    sees = 'statistics',
    deadline = accepted.deadline,
  } = given;
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const log = createRunLog(store);
  const queue = createMemoryQueue();
  const model = createScriptedModel(replies);
  const warehouse = createMemoryWarehouse({ store });
  const reporter = createReporter({ store, log, clock, warehouse }, { models: { model, sees } });
  const ports = { store, log, queue, bus: createMemoryBus() };

  let last: Run | null = null;
  const commit = async (event: RunEvent): Promise<Run> => {
    last = await log.append(last, event, clock.now());
    assert.ok(last !== null);
    return last;
  };
  const made: Plan = { ...plan, ...given.plan };
  const request = await putRef(store, requestKey('r1'), { prompt, parentRunId: null, webhookUrl: null });
  await commit({ ...accepted, request, deadline });
  if (given.by === 'model')
    await commit({
      type: 'call.answered',
      stage: 'planner',
      purpose: 'plan',
      model: model.name,
      outcome: 'answered',
      usage: noUsage,
      record: ref('call'),
    });
  await commit({ ...planned, plan: await putRef(store, planKey('r1', 1), made) });
  const token = sandboxToken('r1', 1, 1);
  const prefix = launchPrefix('r1', 1, 1);
  const claim = { slot: 's', warm: true, assignment: 1, launch: 1, leaseUntil: deadline };
  await commit({ type: 'sandbox.claimed', token, prefix, ...claim });
  const key = `${prefix}result.json`;
  const body = JSON.stringify(manifestOf(token, { ...left, ...given.manifest }));
  const put = await store.put(key, body);
  assert.ok(put.written);
  await commit({ type: 'attempt.succeeded', manifest: { key, version: put.version, sha256: sha256(body) } });

  const look = (message: Parameters<typeof lookAtRun>[3] = { runId: 'r1' }) =>
    lookAtRun(ports, reporter, timeoutSeconds, message);
  const read = async (): Promise<Run> => (await log.read('r1'))?.run ?? assert.fail('the run is gone');

  return {
    clock,
    model,
    log,
    queue,
    reporter,
    look,
    read,
    /** What was said to the model in a call, demos aside. */
    told: (call = 0): string => model.asked[call]?.messages.at(-1)?.content ?? '',
    /** Looks until the run is over, every wake-up when it is due; what dies is delivered again, as by a queue. */
    async report(): Promise<{ run: Run; result: Result }> {
      for (let looks = 0; looks < 30 && (await read()).terminal === null; looks++) {
        const message = queue.take() ?? { stage: 'reporter', look: { runId: 'r1' }, delaySeconds: 0 };
        clock.advance(message.delaySeconds);
        await look(message.look).catch(() => queue.send('reporter', message.look, { delaySeconds: 20 }));
      }
      const run = await read();
      assert.ok(run.result !== null, run.terminal?.problem?.detail ?? 'the reporter did not come to an end');
      return { run, result: await getRef(store, run.result, resultSchema) };
    },
  };
}
