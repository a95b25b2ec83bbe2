import assert from 'node:assert/strict';
import { RetryableError } from '../../../shared/errors.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import { listOpen } from '../../../shared/run/markers.ts';
import { accept, close, commit, createHarness, get, post, read, send, succeed } from './harness.ts';

const prompt = 'How many users are there?';
const key = { 'idempotency-key': 'k1' };

describe('POST /prompt', () => {
  it('answers 202 with the run document, its place and its links', async () => {
    const { app } = createHarness();
    const response = await post(app, { prompt });
    const run = await read(response);
    assert.equal(response.status, 202);
    assert.equal(response.headers.get('location'), `/runs/${run.id}`);
    assert.equal(run.status, 'accepted');
    assert.equal(run.prompt, prompt);
    assert.equal(run.language, 'en');
    assert.equal(run.links['events'], `/runs/${run.id}/events`);
  });

  it('publishes run.accepted, without the prompt', async () => {
    const harness = createHarness();
    const id = await accept(harness, 'a secret question');
    assert.deepEqual(
      harness.bus.published.map(({ type, runId, owner }) => ({ type, runId, owner })),
      [{ type: 'run.accepted', runId: id, owner: 'planner' }],
    );
    assert.ok(!JSON.stringify(harness.bus.published).includes('secret'));
  });

  it('keeps the prompt out of the log', async () => {
    const harness = createHarness();
    const id = await accept(harness, 'a secret question');
    assert.ok(!JSON.stringify(await harness.log.entries(id, 0)).includes('secret'));
  });

  it('knows a Japanese prompt', async () => {
    const { app } = createHarness();
    assert.equal((await read(await post(app, { prompt: '利用者は何人ですか？' }))).language, 'ja');
  });

  it('takes limits and counts the deadline from them', async () => {
    const { app } = createHarness();
    const run = await read(await post(app, { prompt, limits: { runSeconds: 60 } }));
    assert.equal(Date.parse(run.deadline) - Date.parse(run.acceptedAt), 60_000);
    assert.equal(run.limits.runSeconds, 60);
    assert.equal(run.limits.attempts, 3);
  });

  it('promises a webhook that is asked for', async () => {
    const { app } = createHarness({ settings: { webhook: { allowLoopback: true } } });
    const run = await read(await post(app, { prompt, webhook: { url: 'http://127.0.0.1:9/hook' } }));
    assert.equal(run.webhook?.status, 'pending');
  });
});

describe('Idempotency-Key', () => {
  it('makes one run of two equal requests', async () => {
    const { app, memory } = createHarness();
    const first = await read(await post(app, { prompt, limits: { attempts: 1, runSeconds: 60 } }, key));
    const second = await read(await post(app, { limits: { runSeconds: 60, attempts: 1 }, prompt }, key));
    assert.equal(second.id, first.id);
    assert.equal((await listOpen(memory)).markers.length, 1);
  });

  it('makes one run of two simultaneous requests', async () => {
    const { app, memory } = createHarness();
    const runs = await Promise.all([1, 2, 3].map(async () => read(await post(app, { prompt }, key))));
    assert.equal(new Set(runs.map((run) => run.id)).size, 1);
    assert.equal((await listOpen(memory)).markers.length, 1);
  });

  it('refuses another body with 422', async () => {
    const { app } = createHarness();
    await post(app, { prompt }, key);
    assert.equal((await post(app, { prompt: 'Something else' }, key)).status, 422);
  });

  it('is the principal’s own', async () => {
    const { app } = createHarness();
    const ann = await read(await post(app, { prompt }, key));
    const bob = await read(await post(app, { prompt: 'Something else' }, { ...key, 'x-principal': 'bob' }));
    assert.notEqual(bob.id, ann.id);
  });

  it('answers 409 when the sweep gave the request up', async () => {
    const harness = createHarness({ store: failingAt('put', 4) });
    await post(harness.app, { prompt }, key);
    const { markers } = await listOpen(harness.memory);
    await harness.log.append(
      null,
      { type: 'run.abandoned', runId: markers[0]?.runId ?? '' },
      harness.clock.now(),
    );
    assert.equal((await post(harness.app, { prompt }, key)).status, 409);
  });

  it('answers 410 when its run was deleted', async () => {
    const harness = createHarness();
    const { id } = await read(await post(harness.app, { prompt }, key));
    await commit(harness, id, { type: 'run.cancelled' });
    await close(harness, id);
    await send(harness.app, 'DELETE', `/runs/${id}`);
    assert.equal((await post(harness.app, { prompt }, key)).status, 410);
  });
});

describe('a crash while a run is created', () => {
  // Every call to the store fails in turn, before or after it took effect; the caller then repeats the request.
  for (const effect of ['lost', 'done'] as const) {
    for (let n = 1; n <= 7; n++) {
      it(`at the store's call ${n}, its effect ${effect}: the retry finds or makes exactly one run`, async () => {
        const harness = createHarness({ store: failingAt('any', n, effect) });
        const first = await post(harness.app, { prompt }, key);
        const response = first.status === 503 ? await post(harness.app, { prompt }, key) : first;
        const run = await read(response);
        assert.equal(response.status, 202);
        assert.equal((await listOpen(harness.memory)).markers.length, 1);
        const listed = (await (await get(harness.app, '/runs')).json()) as { runs: { id: string }[] };
        assert.deepEqual(
          listed.runs.map((one) => one.id),
          [run.id],
        );
        assert.equal((await harness.log.entries(run.id, 0)).length, 1);
        assert.ok(harness.bus.published.some((event) => event.runId === run.id));
      });
    }
  }

  it('between the log and the bus: the retry publishes', async () => {
    const harness = createHarness();
    const { publish } = harness.bus;
    harness.bus.publish = () => Promise.reject(new RetryableError('the bus is away'));
    assert.equal((await post(harness.app, { prompt }, key)).status, 503);
    harness.bus.publish = publish;
    const run = await read(await post(harness.app, { prompt }, key));
    assert.deepEqual(
      harness.bus.published.map((event) => event.runId),
      [run.id],
    );
  });
});

describe('a parent run', () => {
  it('that succeeded is taken', async () => {
    const harness = createHarness();
    const parent = await accept(harness);
    await succeed(harness, parent);
    const response = await post(harness.app, { prompt, parentRunId: parent });
    assert.equal((await read(response)).parentRunId, parent);
  });

  it('that has not ended is 409', async () => {
    const harness = createHarness();
    assert.equal((await post(harness.app, { prompt, parentRunId: await accept(harness) })).status, 409);
  });

  it('that was cancelled is 409', async () => {
    const harness = createHarness();
    const parent = await accept(harness);
    await commit(harness, parent, { type: 'run.cancelled' });
    assert.equal((await post(harness.app, { prompt, parentRunId: parent })).status, 409);
  });

  it('of another principal is 404, and nothing is stored', async () => {
    const harness = createHarness();
    const parent = await accept(harness);
    await succeed(harness, parent);
    const before = harness.memory.keys();
    const response = await post(
      harness.app,
      { prompt, parentRunId: parent },
      { 'x-principal': 'bob', ...key },
    );
    assert.equal(response.status, 404);
    assert.deepEqual(harness.memory.keys(), before);
  });
});

/** A store whose nth call rejects once, with or without having done its work. */
function failingAt(method: 'put' | 'any', nth: number, effect: 'lost' | 'done' = 'lost') {
  return (store: ObjectStore): ObjectStore => {
    let calls = 0;
    const wrap =
      <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        const fails = (method === 'any' || name === method) && ++calls === nth;
        if (fails && effect === 'lost') throw new RetryableError('the store is away');
        const value = await call(...args);
        if (fails) throw new RetryableError('the answer was lost');
        return value;
      };
    return {
      ...store,
      get: wrap('get', store.get),
      put: wrap('put', store.put),
      list: wrap('list', store.list),
    };
  };
}
