import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { accept, close, commit, createHarness, get, plan1, succeed, type Harness } from './harness.ts';
import { cancel, runProgram } from './states.ts';

interface Message {
  id?: string;
  event?: string;
  data?: string;
}

const accepts = { accept: 'text/event-stream' };

/** Reads a run's stream piece by piece; `leave` does what a closed connection does. */
async function open(harness: Harness, id: string, headers: Record<string, string> = {}, query = '') {
  const connection = new AbortController();
  const response = await harness.app.request(`http://127.0.0.1:8787/runs/${id}/events${query}`, {
    headers: { ...accepts, ...headers },
    signal: connection.signal,
  });
  assert.equal(response.status, 200);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(reader !== undefined);
  return {
    headers: response.headers,
    /** The messages of the next piece; null at the end. */
    async next(): Promise<Message[] | null> {
      const { value, done } = await reader.read();
      return done ? null : parse(value);
    },
    leave: () => connection.abort(),
    ended: async () => (await reader.read()).done,
  };
}

/** Messages without their comments, which are heartbeats. */
const parse = (text: string): Message[] =>
  text
    .split('\n\n')
    .filter((block) => block !== '' && !block.startsWith(':'))
    .map((block) => Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))));

const shown = (messages: Message[] | null) =>
  messages?.map(({ id, event }) => (id === undefined ? event : `${id} ${event}`));

async function accepted() {
  const harness = createHarness();
  return { harness, id: await accept(harness) };
}

/** Wakes the stream once it waits for news. */
async function notify(harness: Harness): Promise<void> {
  await harness.changes.waiting();
  harness.changes.notify();
}

describe('a run’s events as text/event-stream', () => {
  it('are a stream that no proxy keeps back', async () => {
    const { harness, id } = await accepted();
    const stream = await open(harness, id);
    assert.equal(stream.headers.get('content-type'), 'text/event-stream');
    assert.equal(stream.headers.get('x-accel-buffering'), 'no');
    assert.equal(stream.headers.get('cache-control'), 'no-store');
    stream.leave();
  });

  it('carry their seq as id, and the whole event', async () => {
    const { harness, id } = await accepted();
    const stream = await open(harness, id);
    const [first] = (await stream.next()) ?? [];
    assert.deepEqual([first?.id, first?.event], ['1', 'run.accepted']);
    assert.deepEqual(JSON.parse(first?.data ?? ''), harness.bus.published[0]);
    stream.leave();
  });

  it('tell a new status that no event brought', async () => {
    const { harness, id } = await accepted();
    const stream = await open(harness, id, {}, '?after=1');
    await stream.next();
    await commit(harness, id, { type: 'call.claimed', stage: 'planner', purpose: 'plan', until: 'x' });
    await notify(harness);
    const [message] = (await stream.next()) ?? [];
    assert.deepEqual([message?.event, message?.data], ['status', '{"status":"planning","next":2}']);
    stream.leave();
  });

  it('come as they happen, then the stream ends', async () => {
    const { harness, id } = await accepted();
    const stream = await open(harness, id);
    assert.deepEqual(shown(await stream.next()), ['1 run.accepted', 'status']);
    await succeed(harness, id);
    await notify(harness);
    assert.deepEqual(shown(await stream.next()), [
      '2 run.planned',
      '3 attempt.succeeded',
      '4 run.succeeded',
      'status',
    ]);
    await close(harness, id);
    await notify(harness);
    assert.deepEqual(shown(await stream.next()), ['5 run.released', '6 run.completed', 'status']);
    assert.equal(await stream.next(), null);
  });

  it('say the status after the events', async () => {
    const { harness, id } = await accepted();
    await plan1(harness, id);
    const stream = await open(harness, id);
    assert.deepEqual(JSON.parse((await stream.next())?.at(-1)?.data ?? ''), { status: 'executing', next: 2 });
    stream.leave();
  });

  it('go on after Last-Event-ID', async () => {
    const { harness, id } = await accepted();
    await plan1(harness, id);
    const stream = await open(harness, id, { 'last-event-id': '1' });
    assert.deepEqual(shown(await stream.next()), ['2 run.planned', 'status']);
    stream.leave();
  });

  it('go on after Last-Event-ID rather than after the address of the first connection', async () => {
    const { harness, id } = await accepted();
    await succeed(harness, id);
    const stream = await open(harness, id, { 'last-event-id': '3' }, '?after=1');
    assert.deepEqual(shown(await stream.next()), ['4 run.succeeded', 'status']);
    stream.leave();
  });

  it('go on after the address where Last-Event-ID is none of ours', async () => {
    const { harness, id } = await accepted();
    await succeed(harness, id);
    const stream = await open(harness, id, { 'last-event-id': 'x' }, '?after=3');
    assert.deepEqual(shown(await stream.next()), ['4 run.succeeded', 'status']);
    stream.leave();
  });

  it('come with progress without an id, each once', async () => {
    const { harness, id } = await accepted();
    await runProgram(harness, id);
    const say = (fraction: number) =>
      harness.memory.put(
        `runs/${id}/attempts/1/1/progress.json`,
        JSON.stringify({ fraction, text: 'working' }),
      );
    await say(0.1);
    const stream = await open(harness, id, {}, '?after=3');
    assert.deepEqual(await stream.next(), [
      { event: 'status', data: '{"status":"executing","next":3}' },
      { event: 'progress', data: '{"fraction":0.1,"text":"working"}' },
    ]);
    await notify(harness);
    await harness.changes.waiting();
    await say(0.2);
    harness.changes.notify();
    assert.deepEqual(await stream.next(), [{ event: 'progress', data: '{"fraction":0.2,"text":"working"}' }]);
    stream.leave();
  });

  it('keep a silent connection alive', async () => {
    const { harness, id } = await accepted();
    const stream = await open(harness, id);
    await stream.next();
    await harness.changes.waiting();
    harness.clock.advance(15);
    harness.changes.notify();
    assert.deepEqual(await stream.next(), []);
    stream.leave();
  });

  it('do not repeat progress to keep a connection alive', async () => {
    const { harness, id } = await accepted();
    await runProgram(harness, id);
    const key = `runs/${id}/attempts/1/1/progress.json`;
    await harness.memory.put(key, JSON.stringify({ fraction: 0.1, text: 'working' }));
    const stream = await open(harness, id, {}, '?after=3');
    assert.deepEqual(shown(await stream.next()), ['status', 'progress']);
    for (let heartbeats = 0; heartbeats < 2; heartbeats++) {
      await harness.changes.waiting();
      harness.clock.advance(15);
      harness.changes.notify();
      assert.deepEqual(await stream.next(), []);
    }
    stream.leave();
  });

  it('stop when the reader leaves', async () => {
    const { harness, id } = await accepted();
    const stream = await open(harness, id);
    await stream.next();
    await harness.changes.waiting();
    stream.leave();
    assert.deepEqual(await stream.next(), []);
    assert.equal(await stream.ended(), true);
  });

  it('are over: 204 tells a reader that connects again to stop', async () => {
    const { harness, id } = await accepted();
    await cancel(harness, id);
    await close(harness, id);
    const response = await get(harness.app, `/runs/${id}/events`, { ...accepts, 'last-event-id': '4' });
    assert.equal(response.status, 204);
  });

  it('are not over for a reader that missed the last of them', async () => {
    const { harness, id } = await accepted();
    await cancel(harness, id);
    await close(harness, id);
    const stream = await open(harness, id, { 'last-event-id': '3' });
    assert.deepEqual(shown(await stream.next()), ['4 run.completed', 'status']);
    assert.equal(await stream.next(), null);
  });

  it('are a problem document where there is no run', async () => {
    const response = await get(createHarness().app, '/runs/nobody/events', accepts);
    assert.deepEqual(
      [response.status, response.headers.get('content-type')],
      [404, 'application/problem+json'],
    );
  });
});
