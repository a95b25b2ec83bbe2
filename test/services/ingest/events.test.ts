import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { EventsPage } from '../../../services/ingest/pages.ts';
import { accept, close, commit, createHarness, get, plan1, succeed, waits, type Harness } from './harness.ts';
import { cancel, runProgram } from './states.ts';

async function page(harness: Harness, id: string, query = ''): Promise<EventsPage> {
  const response = await get(harness.app, `/runs/${id}/events${query}`);
  assert.equal(response.status, 200);
  return (await response.json()) as EventsPage;
}

const shown = (events: EventsPage['events']) => events.map(({ seq, type }) => `${seq} ${type}`);

const say = (harness: Harness, id: string, fraction: number) =>
  harness.memory.put(
    `runs/${id}/attempts/1/1/progress.json`,
    JSON.stringify({ fraction, text: `${fraction * 100} %` }),
  );

async function accepted() {
  const harness = createHarness();
  return { harness, id: await accept(harness) };
}

describe('GET /runs/{id}/events', () => {
  it('holds what was published, oldest first, as it was published', async () => {
    const { harness, id } = await accepted();
    await succeed(harness, id);
    const { events } = await page(harness, id);
    assert.deepEqual(shown(events), [
      '1 run.accepted',
      '2 run.planned',
      '3 attempt.succeeded',
      '4 run.succeeded',
    ]);
    assert.deepEqual(events[0], harness.bus.published[0]);
  });

  it('leaves out what nobody is told of, so seq has gaps', async () => {
    const { harness, id } = await accepted();
    await runProgram(harness, id);
    await cancel(harness, id);
    const { events, next } = await page(harness, id);
    assert.deepEqual(shown(events), ['1 run.accepted', '2 run.planned', '4 run.cancelled']);
    assert.equal(next, 4);
  });

  it('ends with the completion event, under the id that the bus carries', async () => {
    const { harness, id } = await accepted();
    await succeed(harness, id);
    await close(harness, id);
    const { events, closed } = await page(harness, id);
    const { id: eventId, type, summary } = events.at(-1) ?? {};
    assert.deepEqual([eventId, type, summary?.status], [`${id}/completed`, 'run.completed', 'succeeded']);
    assert.equal(closed, true);
  });

  it('never holds the prompt', async () => {
    const harness = createHarness();
    const id = await accept(harness, 'a secret question');
    await succeed(harness, id);
    assert.doesNotMatch(JSON.stringify(await page(harness, id)), /secret/);
  });

  it('pages by passing next as after, each event once', async () => {
    const { harness, id } = await accepted();
    const first = await page(harness, id);
    await runProgram(harness, id);
    const second = await page(harness, id, `?after=${first.next}`);
    await cancel(harness, id);
    const third = await page(harness, id, `?after=${second.next}`);
    assert.deepEqual(
      [first, second, third].map(({ events }) => shown(events)),
      [['1 run.accepted'], ['2 run.planned'], ['4 run.cancelled']],
    );
  });

  it('has nothing after the last, and leaves next where the caller is', async () => {
    const { harness, id } = await accepted();
    for (const after of [1, 2, 1_000_000]) {
      const { events, next } = await page(harness, id, `?after=${after}`);
      assert.deepEqual([events, next], [[], after]);
    }
  });

  for (const after of ['-1', '1.5', 'x', '1e99', '9007199254740993']) {
    it(`refuses after=${after}`, async () => {
      const { harness, id } = await accepted();
      assert.equal((await get(harness.app, `/runs/${id}/events?after=${after}`)).status, 400);
    });
  }

  it('tells the progress of what runs, without an id', async () => {
    const { harness, id } = await accepted();
    await runProgram(harness, id);
    await say(harness, id, 0.5);
    assert.deepEqual((await page(harness, id)).progress, { fraction: 0.5, text: '50 %' });
  });

  it('tells no progress of what does not run', async () => {
    const { harness, id } = await accepted();
    assert.equal((await page(harness, id)).progress, null);
    await runProgram(harness, id);
    await say(harness, id, 0.5);
    await cancel(harness, id);
    assert.equal((await page(harness, id)).progress, null);
  });

  it('cuts what a program says about itself to 1,000 characters', async () => {
    const { harness, id } = await accepted();
    await runProgram(harness, id);
    const said = JSON.stringify({ fraction: null, text: 'x'.repeat(5_000) });
    await harness.memory.put(`runs/${id}/attempts/1/1/progress.json`, said);
    assert.equal((await page(harness, id)).progress?.text.length, 1_000);
  });
});

describe('GET /runs/{id}/events with Prefer: wait', () => {
  const wait = { prefer: 'wait=25' };

  const read = async (response: Promise<Response>) => (await (await response).json()) as EventsPage;

  it('is answered at once where there are events after', async () => {
    const { harness, id } = await accepted();
    const response = await get(harness.app, `/runs/${id}/events`, wait);
    assert.deepEqual(shown(((await response.json()) as EventsPage).events), ['1 run.accepted']);
    assert.equal(response.headers.get('preference-applied'), 'wait=25');
  });

  it('is answered at once when nothing can follow', async () => {
    const { harness, id } = await accepted();
    await cancel(harness, id);
    await close(harness, id);
    assert.equal((await read(get(harness.app, `/runs/${id}/events?after=4`, wait))).closed, true);
  });

  it('is answered by the next event and not before', async () => {
    const { harness, id } = await accepted();
    const response = get(harness.app, `/runs/${id}/events?after=1`, wait);
    await waits(harness, response);
    harness.changes.notify();
    await waits(harness, response);
    await plan1(harness, id);
    harness.changes.notify();
    assert.deepEqual(shown((await read(response)).events), ['2 run.planned']);
  });

  it('is answered by progress', async () => {
    const { harness, id } = await accepted();
    await runProgram(harness, id);
    await say(harness, id, 0.1);
    const response = get(harness.app, `/runs/${id}/events?after=3`, wait);
    await waits(harness, response);
    harness.changes.notify();
    await waits(harness, response);
    await say(harness, id, 0.2);
    harness.changes.notify();
    const { events, progress } = await read(response);
    assert.deepEqual([events, progress?.fraction], [[], 0.2]);
  });

  it('is answered by another status, though no event says it', async () => {
    const { harness, id } = await accepted();
    const response = get(harness.app, `/runs/${id}/events?after=1`, wait);
    await waits(harness, response);
    const until = '2026-01-01T00:01:00.000Z';
    await commit(harness, id, { type: 'call.claimed', stage: 'planner', purpose: 'plan', until });
    harness.changes.notify();
    const { status, events, next } = await read(response);
    assert.deepEqual([status, events, next], ['planning', [], 2]);
  });

  it('is answered with nothing new when the time is over', async () => {
    const { harness, id } = await accepted();
    const response = get(harness.app, `/runs/${id}/events?after=1`, wait);
    await waits(harness, response);
    harness.clock.advance(25);
    harness.changes.notify();
    const { events, closed } = await read(response);
    assert.deepEqual([events, closed], [[], false]);
  });
});
