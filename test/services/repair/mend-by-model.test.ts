import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createRepair } from '../../../services/repair/step.ts';
import { lookAtRun } from '../../../shared/delivery/look.ts';
import type { ModelSees } from '../../../shared/model/settings.ts';
import { planSchema, type Plan } from '../../../shared/plan/plan.ts';
import type { FailureClass } from '../../../shared/ports/long-work.ts';
import { ModelError } from '../../../shared/ports/language-model.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import { getRef } from '../../../shared/run/refs.ts';
import type { Run } from '../../../shared/run/run.ts';
import { createMemoryBus } from '../../fakes/memory-bus.ts';
import { createMemoryQueue } from '../../fakes/memory-queue.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { createMemoryWarehouse } from '../../fakes/memory-warehouse.ts';
import { programPlan, queryPlan, writePlannedRun } from '../../fakes/planned-run.ts';
import { createScriptedModel } from '../../fakes/scripted-model.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const analysis: Plan = {
  ...programPlan,
  queries: [{ name: 'data', sql: 'SELECT kind FROM things' }],
  program: 'import kaiseki\nkaiseki.answer(str(kaiseki.load("data")["sort"]))\n',
};

const repair = (sections: Record<string, string>): string =>
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

const program = '```python\nimport kaiseki\nkaiseki.table("kinds", kaiseki.load("data"))\n```';

type Replies = Parameters<typeof createScriptedModel>[0];

/** A run whose attempt fails so, and what repair with this model makes of it. */
function createScene(
  replies: Replies,
  { plan = analysis, sees = 'statistics' }: { plan?: Plan; sees?: ModelSees } = {},
) {
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const ports = { store, log: createRunLog(store), bus: createMemoryBus(), queue: createMemoryQueue() };
  const model = createScriptedModel(replies);
  const warehouse = createMemoryWarehouse({ store, immediate: true });
  const stage = createRepair({ ...ports, warehouse, clock }, { models: { model, planner: 'auto', sees } });

  async function failAndRepair(error: string, kind: FailureClass = 'program', given?: Run): Promise<Run> {
    const run = given ?? (await writePlannedRun(ports, plan, clock.now()));
    await ports.log.append(run, { type: 'attempt.failed', class: kind, error, manifest: null }, clock.now());
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

describe('repair with a model', () => {
  it('changes the program and leaves the queries, so that nothing is extracted again', async () => {
    const { failAndRepair, planOf } = createScene([repair({ program })]);
    const run = await failAndRepair("KeyError: 'sort' (line 2)");
    assert.deepEqual([run.state, run.attempt], ['planned', 2]);
    assert.equal(run.attempts[1]?.note, 'The program named a column that is not there.');
    const plan = await planOf(run);
    assert.deepEqual(plan.queries, analysis.queries);
    assert.match(plan.program ?? '', /kaiseki\.table\("kinds"/);
    assert.equal(plan.title, analysis.title);
    assert.equal(run.calls[0]?.usage.inputTokens, 100);
  });

  it('tells the model the prompt, the catalog, the plan, the failure and its line', async () => {
    const { failAndRepair, told } = createScene([repair({ program })]);
    await failAndRepair("KeyError: 'sort' (line 2)");
    for (const part of [
      'How many things are there?',
      'things',
      'KeyError',
      'line 2',
      'kaiseki.load("data")["sort"]',
    ])
      assert.ok(told().includes(part), part);
  });

  it('tells no cell that an error text quotes, unless results may be seen', async () => {
    const error = "ValueError: could not convert string to float: 'Yamada Taro'";
    const withheld = createScene([repair({ program })]);
    await withheld.failAndRepair(error);
    assert.ok(!withheld.told().includes('Yamada'));
    assert.ok(withheld.told().includes('could not convert string to float'));
    const open = createScene([repair({ program })], { sees: 'results' });
    await open.failAndRepair(error);
    assert.ok(open.told().includes('Yamada'));
  });

  it('mends SQL, in the form that the guard writes', async () => {
    const queries = '```sql result\nselect count(*) as count from things where kind is not null\n```';
    const { failAndRepair, planOf } = createScene([repair({ queries })], { plan: queryPlan });
    const run = await failAndRepair('Binder Error', 'sql');
    assert.deepEqual((await planOf(run)).queries, [
      { name: 'result', sql: 'SELECT count(*) AS count FROM things WHERE kind IS NOT NULL' },
    ]);
  });

  it('names the tables and filters of the SQL that runs now, and keeps every other assumption', async () => {
    const plan = {
      ...queryPlan,
      queries: [{ name: 'result', sql: "SELECT count(*) AS count FROM things WHERE kind = 'a'" }],
      assumptions: ['A thing is a row.', 'Tables: `things`', "Filters: `kind = 'a'`"],
    };
    const queries = "```sql result\nSELECT count(*) AS count FROM things WHERE kind <> 'b'\n```";
    const { failAndRepair, planOf } = createScene([repair({ queries })], { plan });
    const run = await failAndRepair('Conversion Error', 'sql');
    assert.deepEqual((await planOf(run)).assumptions, [
      'A thing is a row.',
      'Tables: `things`',
      "Filters: `kind <> 'b'`",
    ]);
  });

  it('sends back what the guard refuses, with the reason', async () => {
    const hostile = '```sql result\nSELECT * FROM secrets\n```';
    const benign = '```sql result\nSELECT count(kind) AS count FROM things\n```';
    const { failAndRepair, model, told } = createScene(
      [repair({ queries: hostile }), repair({ queries: benign })],
      { plan: queryPlan },
    );
    assert.equal((await failAndRepair('Binder Error', 'sql')).state, 'planned');
    assert.equal(model.asked.length, 2);
    assert.match(told(1), /there is no table secrets/);
  });

  it('gives up after two corrections, with the failure, the reason and what was spent', async () => {
    const { failAndRepair, model } = createScene([repair({}), 'prose', repair({})]);
    const { terminal } = await failAndRepair('ValueError: no');
    assert.equal(model.asked.length, 3);
    assert.equal(terminal?.status, 'failed');
    assert.match(
      terminal?.problem?.detail ?? '',
      /^ValueError: no\. It could not be repaired: .*nothing is different.*3 model calls: 300 tokens in/s,
    );
  });

  it('leaves the words to the reporter when only they cannot be used', async () => {
    const queries = '```sql result\nSELECT count(kind) AS count FROM things\n```';
    const invented = repair({ queries, answer: 'There are 4711.' });
    const { failAndRepair, planOf, told } = createScene([invented, invented, invented], { plan: queryPlan });
    const run = await failAndRepair('Binder Error', 'sql');
    assert.match(told(2), /the answer holds "4711\."/);
    const { answer, queries: mended } = await planOf(run);
    assert.deepEqual([answer, mended[0]?.sql], [null, 'SELECT count(kind) AS count FROM things']);
  });

  it('says beside the failure that the model is gone', async () => {
    const { failAndRepair } = createScene([new ModelError('gone', 'end of life')]);
    const { terminal } = await failAndRepair('ValueError: no');
    assert.match(
      terminal?.problem?.detail ?? '',
      /^ValueError: no\. It could not be repaired: .*not available.*end of life/s,
    );
  });

  it('stops when the same error comes back', async () => {
    const { failAndRepair, model } = createScene([repair({ program })]);
    const second = await failAndRepair('ValueError: bad value 17 (line 2)');
    const { terminal } = await failAndRepair('ValueError: bad value 23 (line 5)', 'program', second);
    assert.equal(model.asked.length, 1);
    assert.match(terminal?.problem?.detail ?? '', /same error came back/);
  });

  it('tells the second time what was tried the first time', async () => {
    const other = '```python\nimport kaiseki\nkaiseki.metric("n", len(kaiseki.load("data")))\n```';
    const { failAndRepair, told } = createScene([repair({ program }), repair({ program: other })]);
    const second = await failAndRepair('ValueError: no');
    assert.equal((await failAndRepair('TypeError: neither', 'program', second)).attempt, 3);
    assert.match(told(1), /Attempt 1 failed \(program\)/);
    assert.match(told(1), /-kaiseki\.answer/);
  });

  for (const [what, diagnosis] of [
    ['numbers that come from nowhere', 'It lost 4711 rows.'],
    ['an address', 'A name was wrong, see www.a.example for more.'],
    ['a link', 'A name was wrong, see [more](a).'],
    ['another language', '列の名前が違っていました。'],
  ] as const) {
    it(`says in its note nothing of ${what}`, async () => {
      const { failAndRepair } = createScene([repair({ program, diagnosis })]);
      const run = await failAndRepair('ValueError: no');
      assert.equal(run.attempts[1]?.note, 'The program failed at first and was corrected.');
    });
  }
});
