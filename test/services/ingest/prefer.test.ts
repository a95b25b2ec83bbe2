import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { accept, createHarness, get, plan1, read, waits } from './harness.ts';
import { cancel } from './states.ts';

const wait = (seconds: number | string) => ({ prefer: `wait=${seconds}` });

describe('Prefer: wait', () => {
  it('is answered at the end of the run and not before', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    const response = get(harness.app, `/runs/${id}`, wait(25));
    await waits(harness, response);
    await plan1(harness, id);
    harness.changes.notify();
    await waits(harness, response);
    await cancel(harness, id);
    harness.changes.notify();
    assert.equal((await read(await response)).status, 'cancelled');
  });

  it('is answered with the run as it is when the time is over', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    const response = get(harness.app, `/runs/${id}`, wait(25));
    await waits(harness, response);
    harness.clock.advance(24);
    harness.changes.notify();
    await waits(harness, response);
    harness.clock.advance(1);
    harness.changes.notify();
    assert.equal((await read(await response)).status, 'accepted');
  });

  it('does not miss an end that comes while the run is read', async () => {
    let meanwhile: (() => Promise<void>) | null = null as (() => Promise<void>) | null;
    const harness = createHarness({
      store: (store) => ({
        ...store,
        async get(key, version) {
          const stored = await store.get(key, version);
          const happens = meanwhile;
          meanwhile = null;
          await happens?.();
          return stored;
        },
      }),
    });
    const id = await accept(harness);
    meanwhile = async () => {
      await cancel(harness, id);
      harness.changes.notify();
    };
    const response = await get(harness.app, `/runs/${id}`, wait(25));
    assert.equal((await read(response)).status, 'cancelled');
  });

  it('is answered at once for a run that has ended', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await cancel(harness, id);
    const response = await get(harness.app, `/runs/${id}`, wait(25));
    assert.equal((await read(response)).status, 'cancelled');
    assert.equal(response.headers.get('preference-applied'), 'wait=25');
  });

  it('is answered at once with 404 for a run that is not there', async () => {
    const { app } = createHarness();
    assert.equal((await get(app, '/runs/r000009', wait(25))).status, 404);
  });

  for (const [prefer, applied] of [
    ['wait=25', 'wait=25'],
    ['wait=100000', 'wait=55'],
    ['WAIT = "7"', 'wait=7'],
    ['respond-async, wait=7', 'wait=7'],
    ['wait=7, wait=9', 'wait=7'],
  ] as const) {
    it(`'${prefer}' is applied as ${applied}`, async () => {
      const harness = createHarness();
      const id = await accept(harness);
      await cancel(harness, id);
      const response = await get(harness.app, `/runs/${id}`, { prefer });
      assert.equal(response.headers.get('preference-applied'), applied);
    });
  }

  for (const prefer of [
    'wait=0',
    'wait=-1',
    'wait=soon',
    'wait=1.5',
    'wait=',
    'wait',
    'await=9',
    'wait=9s',
    'wait=10000000',
    'return=minimal',
    '',
  ]) {
    it(`'${prefer}' is ignored: an open run is answered at once`, async () => {
      const harness = createHarness();
      const response = await get(harness.app, `/runs/${await accept(harness)}`, { prefer });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('preference-applied'), null);
    });
  }
});
