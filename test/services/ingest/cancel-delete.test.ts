import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { RetryableError } from '../../../shared/errors.ts';
import { markOpen } from '../../../shared/run/markers.ts';
import {
  accept,
  close,
  commit,
  createHarness,
  get,
  plan1,
  read,
  send,
  succeed,
  type Harness,
} from './harness.ts';
import { cancel, runProgram, states } from './states.ts';

const cancelIt = (harness: Harness, id: string) => send(harness.app, 'POST', `/runs/${id}/cancel`);
const deleteIt = (harness: Harness, id: string) => send(harness.app, 'DELETE', `/runs/${id}`);

const open = states.slice(0, 7);
const ended = states.slice(7);

async function reached(reach: (typeof states)[number][2]) {
  const harness = createHarness();
  const id = await accept(harness);
  await reach(harness, id);
  harness.bus.published.length = 0;
  return { harness, id, before: await harness.log.entries(id, 0) };
}

describe('POST /runs/{id}/cancel', () => {
  for (const [state, , reach] of open) {
    it(`ends a run that is ${state}, and publishes it`, async () => {
      const { harness, id } = await reached(reach);
      const response = await cancelIt(harness, id);
      assert.deepEqual([response.status, (await read(response)).status], [200, 'cancelled']);
      assert.deepEqual(
        harness.bus.published.map(({ type, runId, owner }) => [type, runId, owner]),
        [['run.cancelled', id, 'executor-dispatch']],
      );
    });
  }

  for (const [state, status, reach] of ended) {
    it(`changes nothing of a run that is ${state}`, async () => {
      const { harness, id, before } = await reached(reach);
      const response = await cancelIt(harness, id);
      assert.deepEqual([response.status, (await read(response)).status], [200, status]);
      assert.deepEqual(await harness.log.entries(id, 0), before);
    });
  }

  it('commits once and publishes one id, however often it is asked', async () => {
    const { harness, id } = await reached(plan1);
    await Promise.all([1, 2, 3].map(() => cancelIt(harness, id)));
    const entries = await harness.log.entries(id, 0);
    assert.deepEqual(
      entries.map((entry) => entry.event?.type),
      ['run.accepted', 'run.planned', 'run.cancelled'],
    );
    assert.equal(new Set(harness.bus.published.map((event) => event.id)).size, 1);
  });

  it('is repeated after a crash between the commit and the bus', async () => {
    const { harness, id } = await reached(plan1);
    const { publish } = harness.bus;
    harness.bus.publish = () => Promise.reject(new RetryableError('the bus is away'));
    assert.equal((await cancelIt(harness, id)).status, 503);
    harness.bus.publish = publish;
    assert.equal((await cancelIt(harness, id)).status, 200);
    assert.deepEqual(
      harness.bus.published.map((event) => event.type),
      ['run.cancelled'],
    );
  });

  it('wins or loses whole against a stage that commits at the same time', async () => {
    const { harness, id } = await reached(runProgram);
    const [response] = await Promise.all([
      cancelIt(harness, id),
      commit(harness, id, { type: 'attempt.succeeded', manifest: null }).catch(() => 'refused'),
    ]);
    assert.equal((await read(response)).status, 'cancelled');
    assert.equal((await harness.log.read(id))?.run.terminal?.status, 'cancelled');
  });

  it('is 404 for a run that never was, 410 for one that was deleted', async () => {
    const { harness, id } = await reached(cancel);
    await close(harness, id);
    await deleteIt(harness, id);
    assert.equal((await cancelIt(harness, 'r999999')).status, 404);
    assert.equal((await cancelIt(harness, id)).status, 410);
  });
});

describe('DELETE /runs/{id}', () => {
  for (const [state, , reach] of states.slice(0, -1)) {
    it(`is 409 while the run is ${state}, and changes nothing`, async () => {
      const { harness, id } = await reached(reach);
      const before = harness.memory.keys();
      assert.equal((await deleteIt(harness, id)).status, 409);
      assert.deepEqual(harness.memory.keys(), before);
    });
  }

  /** A closed run with a dataset, an artifact and a report. */
  async function closed() {
    const harness = createHarness();
    const id = await accept(harness, 'Who is Rosa?');
    await succeed(harness, id);
    await close(harness, id);
    for (const path of [
      'datasets/h/1-1/data.parquet',
      'attempts/1/1/artifacts/a.png',
      'report/1/report.html',
    ])
      await harness.memory.put(`runs/${id}/${path}`, 'x');
    return { harness, id };
  }

  it('is 204, then 410 for every way to read it', async () => {
    const { harness, id } = await closed();
    assert.equal((await deleteIt(harness, id)).status, 204);
    for (const path of ['', '/events', '/artifacts/users.csv'])
      assert.equal((await get(harness.app, `/runs/${id}${path}`)).status, 410, path);
    assert.equal((await deleteIt(harness, id)).status, 410);
  });

  it('leaves of the run’s objects the keys of its log alone', async () => {
    const { harness, id } = await closed();
    const log = harness.memory.keys().filter((key) => key.startsWith(`runs/${id}/log/`));
    await deleteIt(harness, id);
    const left = harness.memory.keys().filter((key) => key.startsWith('runs/'));
    assert.deepEqual(left, [...log, `runs/${id}/log/${String(log.length + 1).padStart(6, '0')}`]);
  });

  it('leaves of what happened only that it was deleted', async () => {
    const { harness, id } = await closed();
    await deleteIt(harness, id);
    const entries = await harness.log.entries(id, 0);
    assert.deepEqual(
      entries.flatMap((entry) => (entry.event === null ? [] : [entry.event.type])),
      ['run.deleted'],
    );
    assert.equal(entries.length, 7);
  });

  it('leaves nothing of what was asked or found, neither in titles nor in errors', async () => {
    const harness = createHarness();
    const id = await accept(harness, 'Who is Rosa?');
    await plan1(harness, id);
    const error = "ValueError: 'rosa@example.com'";
    await commit(harness, id, { type: 'attempt.failed', class: 'program', error, manifest: null });
    const problem = { code: 'program', title: 'The program failed', detail: error };
    await commit(harness, id, { type: 'run.failed', stage: 'repair', problem });
    await close(harness, id);
    const title = (await harness.log.read(id))?.run.title ?? '';
    await deleteIt(harness, id);
    for (const key of harness.memory.keys().filter((one) => one.startsWith(`runs/${id}/`))) {
      const body = new TextDecoder().decode((await harness.memory.get(key))?.body);
      assert.ok(!/rosa/i.test(body) && !body.includes(title), `${key}: ${body}`);
    }
  });

  it('takes the run out of its owner’s list', async () => {
    const { harness, id } = await closed();
    await deleteIt(harness, id);
    assert.deepEqual(await (await get(harness.app, '/runs')).json(), { runs: [], next: null });
    assert.deepEqual(
      harness.memory.keys().filter((key) => key.startsWith('index/')),
      [],
    );
  });

  it('touches no other run', async () => {
    const { harness, id } = await closed();
    const other = await accept(harness);
    const theirs = () => harness.memory.keys().filter((key) => key.includes(other));
    const before = theirs();
    await deleteIt(harness, id);
    assert.deepEqual(theirs(), before);
    assert.equal((await get(harness.app, `/runs/${other}`)).status, 200);
  });

  it('keeps a late writer from bringing the run back', async () => {
    const { harness, id } = await closed();
    const late = await harness.log.entries(id, 0);
    await deleteIt(harness, id);
    for (const { run } of late.slice(0, 2)) {
      const written = await harness.log.append(run, { type: 'run.cancelled' }, harness.clock.now());
      assert.equal(written, null);
    }
    assert.equal((await harness.log.read(id))?.run.state, 'deleted');
  });

  it('deletes once when asked several times at once', async () => {
    const { harness, id } = await closed();
    const responses = await Promise.all([1, 2, 3].map(() => deleteIt(harness, id)));
    const statuses = responses.map(({ status }) => status);
    assert.deepEqual(
      statuses.toSorted((a, b) => a - b),
      [204, 410, 410],
    );
    assert.equal((await harness.log.read(id))?.run.state, 'deleted');
  });

  it('goes on, when repeated, where a crash left it', async () => {
    const { harness, id } = await closed();
    const { delete: remove } = harness.memory;
    harness.memory.delete = () => Promise.reject(new RetryableError('the store is away'));
    assert.equal((await deleteIt(harness, id)).status, 503);
    harness.memory.delete = remove;
    assert.equal((await deleteIt(harness, id)).status, 410);
    const left = harness.memory.keys().filter((key) => !key.startsWith(`runs/${id}/log/`));
    assert.deepEqual(left, [`open/${id}`]);
  });

  it('leaves the marker to the sweep when the notifier had not taken it away', async () => {
    const { harness, id } = await closed();
    await markOpen(harness.memory, { id, principal: 'ann' });
    assert.equal((await deleteIt(harness, id)).status, 204);
  });
});
