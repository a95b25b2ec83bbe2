import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { queryPlan } from '../../fakes/planned-run.ts';
import { createHarness } from './harness.ts';

const query = (name: string, sql: string) => ({ name, sql });

describe('executor-dispatch: datasets', () => {
  it('claims a query before it starts it, and the claim names the token', async () => {
    const harness = await createHarness(queryPlan);
    await harness.look();
    const types = (await harness.log.entries('r1', 0)).map((entry) => entry.event?.type);
    assert.deepEqual(types, ['run.accepted', 'run.planned', 'query.claimed', 'query.started']);
    assert.deepEqual(
      harness.warehouse.started.map((one) => one.token),
      (await harness.run()).queries.map((work) => work.token),
    );
  });

  it('has executed the attempt when every dataset is there', async () => {
    const two = { ...queryPlan, queries: [...queryPlan.queries, query('kinds', 'SELECT kind FROM things')] };
    const harness = await createHarness(two);
    await harness.look();
    assert.equal(harness.warehouse.started.length, 2);
    await harness.warehouse.succeed(harness.warehouse.started[1]?.token ?? '');
    assert.equal((await harness.look()).state, 'extracting');
    await harness.warehouse.succeed(harness.warehouse.started[0]?.token ?? '');
    assert.equal((await harness.look()).state, 'executed');
  });

  it('extracts equal SQL once', async () => {
    const sql = 'SELECT kind FROM things';
    const harness = await createHarness({ ...queryPlan, queries: [query('a', sql), query('b', sql)] });
    await harness.look();
    assert.equal(harness.warehouse.started.length, 1);
  });

  it('fails the attempt with the reason of the warehouse', async () => {
    const harness = await createHarness(queryPlan);
    await harness.look();
    const token = harness.warehouse.started[0]?.token ?? '';
    harness.warehouse.end(token, { status: 'failed', class: 'sql', message: 'no column x' });
    const run = await harness.look();
    assert.equal(run.state, 'attemptFailed');
    assert.deepEqual([run.attempts[0]?.class, run.attempts[0]?.error], ['sql', 'no column x']);
  });

  it('refuses what the guard refuses, and starts nothing', async () => {
    for (const sql of ['DROP TABLE things', "SELECT * FROM read_csv('/etc/passwd')", 'SELECT 1; SELECT 2']) {
      const harness = await createHarness({ ...queryPlan, queries: [query('result', sql)] });
      const run = await harness.look();
      assert.equal(run.attempts[0]?.class, 'sql', sql);
      assert.deepEqual(harness.warehouse.started, []);
    }
  });

  it('gives up a query that the warehouse lost three times', async () => {
    const harness = await createHarness(queryPlan);
    for (let launch = 0; launch < 3; launch++) {
      await harness.look();
      const token = harness.warehouse.started.at(-1)?.token ?? '';
      harness.warehouse.end(token, { status: 'ended', counted: true, reason: 'the process died' });
    }
    const run = await harness.look();
    assert.equal(harness.warehouse.started.length, 3);
    assert.match(run.terminal?.problem?.detail ?? '', /lost the query result 3 times/);
  });

  it('does not count a query that died with its host', async () => {
    const harness = await createHarness(queryPlan);
    for (let restart = 0; restart < 5; restart++) {
      await harness.look();
      const token = harness.warehouse.started.at(-1)?.token ?? '';
      harness.warehouse.end(token, { status: 'ended', counted: false, reason: 'the host restarted' });
    }
    await harness.look();
    await harness.warehouse.succeed(harness.warehouse.started.at(-1)?.token ?? '');
    assert.equal((await harness.look()).state, 'executed');
  });

  it('stops a query that overran before it calls it lost', async () => {
    const harness = await createHarness(queryPlan);
    await harness.look();
    harness.clock.advance(700);
    await harness.look();
    assert.deepEqual(harness.warehouse.stopped, [harness.warehouse.started[0]?.token]);
  });
});
