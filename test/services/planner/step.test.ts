import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createPlanner, type PlanPrompt, type PlanRequest } from '../../../services/planner/step.ts';
import { PermanentError } from '../../../shared/errors.ts';
import { withoutModel } from '../../../shared/model/settings.ts';
import { clarificationSchema, planSchema } from '../../../shared/plan/plan.ts';
import { requestKey } from '../../../shared/run/keys.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import { getRef, putRef } from '../../../shared/run/refs.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { catalogOfThings, createMemoryWarehouse } from '../../fakes/memory-warehouse.ts';
import { queryPlan } from '../../fakes/planned-run.ts';
import { accepted } from '../../fakes/run-events.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

async function step(planPrompt: PlanPrompt, explain: string | null = null, dataVersion = 'd1') {
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const log = createRunLog(store);
  const catalog = async () => ({ ...catalogOfThings, dataVersion });
  const warehouse = { ...createMemoryWarehouse({ store }), catalog, explain: async () => explain };
  const request = await putRef(store, requestKey('r1'), {
    prompt: 'How many?',
    parentRunId: null,
    webhookUrl: null,
  });
  const run = await log.append(null, { ...accepted, request }, clock.now());
  assert.ok(run !== null);
  const look = { now: clock.now(), leaseUntil: clock.now(), wakeSlot: 0, commits: 0, justCommitted: null };
  const outcome = await createPlanner(
    { store, log, warehouse, clock },
    { planPrompt, models: withoutModel },
  ).step(run, look);
  assert.ok(outcome !== 'idle' && 'commit' in outcome);
  return { store, event: outcome.commit };
}

describe('the planner', () => {
  it('keeps a plan whose queries have the form that the guard writes', async () => {
    let asked: PlanRequest | undefined;
    const sql = 'select count(*) n from things';
    const fallbacks = [{ on: 'memory' as const, queries: [{ name: 'result', sql }], note: 'less' }];
    const { store, event } = await step(async (request) => {
      asked = request;
      return { plan: { ...queryPlan, queries: [{ name: 'result', sql }], fallbacks } };
    });
    assert.ok(event.type === 'run.planned');
    const plan = await getRef(store, event.plan, planSchema);
    assert.equal(plan.queries[0]?.sql, 'SELECT count(*) AS n FROM things');
    assert.equal(plan.fallbacks[0]?.queries?.[0]?.sql, 'SELECT count(*) AS n FROM things');
    assert.deepEqual([asked?.prompt, event.kind, event.dataVersion], ['How many?', 'query', 'd1']);
  });

  it('gives the run a version of its own where the warehouse cannot name the state of its data', async () => {
    const { event } = await step(async () => ({ plan: queryPlan }), null, '');
    assert.equal(event.type === 'run.planned' && event.dataVersion, 'r1');
  });

  it('refuses a plan whose SQL does not pass, or cannot be planned', async () => {
    const plan = (sql: string) => async () => ({
      plan: { ...queryPlan, queries: [{ name: 'result', sql }] },
    });
    await assert.rejects(step(plan('DROP TABLE things')), PermanentError);
    await assert.rejects(step(plan('SELECT * FROM secrets')), /no table secrets/);
    await assert.rejects(step(plan('SELECT nothing FROM things'), 'no column nothing'), /no column nothing/);
  });

  for (const [language, hint] of [
    ['en', /^c\n\nWith a language model .*KAISEKI_MODEL/],
    ['ja', /^c\n\n言語モデルを設定すると.*KAISEKI_MODEL/],
  ] as const) {
    it(`keeps a clarification, and says in it how to have a model (${language})`, async () => {
      const clarification = { language, understood: 'u', canDo: 'c', ask: ['a', 'b', 'c'] };
      const { store, event } = await step(async () => ({ clarification }));
      assert.ok(event.type === 'run.clarified');
      const { canDo, ...rest } = await getRef(store, event.clarification, clarificationSchema);
      assert.deepEqual(rest, { language, understood: 'u', ask: ['a', 'b', 'c'] });
      assert.match(canDo, hint);
    });
  }
});
