import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createScriptedModel } from '../../../fakes/scripted-model.ts';
import { createScene, planned, planOf, say, sqlFence, type Scene } from './harness.ts';

const probing = (...probes: [name: string, sql: string][]): string =>
  say({ reasoning: 'r', probes: probes.map(([name, sql]) => sqlFence(name, sql)).join('\n') });

const byKind = 'SELECT kind, count(*) AS n FROM things GROUP BY kind';

/** What the model that plans is told of the probes. */
async function told(explored: string, scene: Omit<Scene, 'model'> = {}) {
  const model = createScriptedModel([explored, planOf()]);
  const ending = await planned({ model, ...scene });
  assert.equal(ending.run.state, 'planned', ending.run.terminal?.problem?.detail);
  const content = model.asked[1]?.messages.at(-1)?.content ?? '';
  const [, probes = ''] = /\[\[ ## probes ## \]\]\n(.*?)\n\nRespond with/s.exec(content) ?? [];
  return { probes, ...ending };
}

describe('probes', () => {
  it('run before the plan, and are told with what they found', async () => {
    const { probes, run, warehouse } = await told(probing(['kinds', byKind]));
    assert.equal(probes, `kinds: ${byKind}\ncount\n3`);
    const [started] = warehouse.started;
    assert.deepEqual([started?.limits, started?.dataVersion], [{ rows: 50, bytes: 1e6, seconds: 30 }, 'd1']);
    assert.deepEqual(
      run.queries.map(({ stage, name, state }) => [stage, name, state]),
      [['planner', 'kinds', 'succeeded']],
    );
  });

  it('never come back with fewer than ten rows behind them', async () => {
    const { warehouse } = await told(probing(['kinds', byKind]));
    assert.match(warehouse.started[0]?.sql ?? '', /HAVING count\(\*\) >= 10 LIMIT 20$/);
  });

  it('see rows only where the model may', async () => {
    const rows: [string, string] = ['some', 'SELECT kind FROM things'];
    const statistics = await told(probing(rows));
    assert.match(
      statistics.probes,
      /^some: SELECT kind FROM things\nwas not run: a probe returns aggregates/,
    );
    assert.equal(statistics.warehouse.started.length, 0);
    const results = await told(probing(rows), { sees: 'results' });
    assert.match(results.probes, /^some: SELECT kind FROM things\ncount\n3$/);
  });

  it('are three at most', async () => {
    const four = ['a', 'b', 'c', 'd'].map((kind): [string, string] => [
      `is_${kind}`,
      `SELECT count(*) AS n FROM things WHERE kind = '${kind}'`,
    ]);
    const { warehouse, probes } = await told(probing(...four));
    assert.equal(warehouse.started.length, 3);
    assert.ok(!probes.includes('is_d'));
  });

  it('get a name where they have none, or another’s', async () => {
    const { probes } = await told(probing(['', 'SELECT count(*) AS n FROM things'], ['x', byKind], ['x', 'SELECT count(kind) AS n FROM things'])); // prettier-ignore
    assert.deepEqual(probes.match(/^\w+(?=: )/gm), ['probe1', 'x', 'probe3']);
  });

  it('that are refused are told like that, and cost nothing', async () => {
    const { probes, warehouse } = await told(probing(['all', 'SELECT * FROM secrets'], ['kinds', byKind]));
    assert.match(probes, /^all: SELECT \* FROM secrets\nwas not run: .*secrets.*\n\nkinds: /);
    assert.equal(warehouse.started.length, 1);
  });

  it('that fail are told like that and not run again; what the error quotes stays out', async () => {
    for (const sees of ['statistics', 'results'] as const) {
      const model = createScriptedModel([probing(['kinds', byKind]), planOf()]);
      const scene = await createScene({ model, sees });
      const { warehouse } = scene;
      const start = warehouse.start.bind(warehouse);
      warehouse.start = async (request) => {
        const handle = await start(request);
        await scene.store.delete(`${request.prefix}result.json`);
        warehouse.end(request.token, {
          status: 'failed',
          class: 'sql',
          message: 'Conversion Error: cannot convert "Alice" in kind',
        });
        return handle;
      };
      const run = await scene.live();
      const content = model.asked[1]?.messages.at(-1)?.content ?? '';
      assert.equal(run.state, 'planned');
      const cell = sees === 'results' ? 'Alice' : '…';
      assert.ok(
        content.includes(`kinds: ${byKind}\nfailed: Conversion Error: cannot convert "${cell}" in kind\n`),
      );
      assert.equal(warehouse.started.length, 1);
    }
  });

  it('may give their numbers to an assumption', async () => {
    const model = createScriptedModel([
      probing(['kinds', byKind]),
      planOf({ assumptions: 'A kind has 3 things.' }),
    ]);
    const { plan } = await planned({ model });
    assert.equal(plan?.assumptions[0], 'A kind has 3 things.');
  });

  it('that take their time are waited for', async () => {
    const model = createScriptedModel([probing(['kinds', byKind]), planOf()]);
    const scene = await createScene({ model });
    const { warehouse } = scene;
    warehouse.start = async (request) => {
      warehouse.started.push(request);
      return request.token;
    };
    warehouse.inspect = async () => ({ status: 'running' });
    await scene.look();
    assert.equal(model.asked.length, 1);
    assert.equal(scene.queue.take()?.delaySeconds, 2);
  });
});
