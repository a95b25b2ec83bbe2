import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openIndexEntry } from '../../../shared/run/index.ts';
import type { RunsPage } from '../../../services/ingest/pages.ts';
import {
  close,
  commit,
  createHarness,
  get,
  plan1,
  post,
  read,
  result,
  send,
  type Harness,
} from './harness.ts';
import { createNotifier } from '../../../services/notifier/notifier.ts';
import { accept, succeed } from './harness.ts';
import { cancel } from './states.ts';

const as = (principal: string) => ({ 'x-principal': principal });

async function list(harness: Harness, path = '/runs', principal = 'ann'): Promise<RunsPage> {
  const response = await get(harness.app, path, as(principal));
  assert.equal(response.status, 200);
  return (await response.json()) as RunsPage;
}

const idsOf = (page: RunsPage): string[] => page.runs.map((run) => run.id);

async function acceptMany(harness: Harness, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await accept(harness));
  return ids;
}

describe('GET /runs', () => {
  it('is empty for who never asked', async () => {
    assert.deepEqual(await list(createHarness()), { runs: [], next: null });
  });

  it('lists the newest first', async () => {
    const harness = createHarness();
    const ids = await acceptMany(harness, 3);
    assert.deepEqual(idsOf(await list(harness)), ids.toReversed());
  });

  it('says of an open run only that it is there', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await plan1(harness, id);
    const acceptedAt = harness.clock.now().toISOString();
    const open = { status: null, kind: null, title: null, finishedAt: null };
    assert.deepEqual((await list(harness)).runs, [{ id, ...open, acceptedAt, href: `/runs/${id}` }]);
  });

  it('says of a closed run how it ended', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await succeed(harness, id);
    await commit(harness, id, { type: 'run.released', forced: false });
    const ports = { store: harness.memory, log: harness.log, bus: harness.bus, clock: harness.clock };
    const notifier = createNotifier(ports, { secret: 'whsec_c2VjcmV0', allowLoopback: false });
    const reading = await harness.log.read(id);
    assert.ok(reading !== null);
    const now = harness.clock.now();
    await notifier.step(reading.run, { now, leaseUntil: now, wakeSlot: 0, commits: 0, justCommitted: null });
    const [listed] = (await list(harness)).runs;
    assert.deepEqual(
      [listed?.status, listed?.kind, listed?.title, listed?.finishedAt],
      ['succeeded', 'query', result.title, now.toISOString()],
    );
  });

  it('pages by following next, each run once, to the end', async () => {
    const harness = createHarness();
    const ids = await acceptMany(harness, 5);
    const pages: string[][] = [];
    for (let path: string | null = '/runs?limit=2'; path !== null;) {
      const page = await list(harness, path);
      pages.push(idsOf(page));
      path = page.next;
    }
    assert.deepEqual(
      pages.map((page) => page.length),
      [2, 2, 1],
    );
    assert.deepEqual(pages.flat(), ids.toReversed());
  });

  it('goes on after a run that was deleted meanwhile', async () => {
    const harness = createHarness();
    const [oldest, middle, newest] = await acceptMany(harness, 3);
    const first = await list(harness, '/runs?limit=2');
    assert.deepEqual(idsOf(first), [newest, middle]);
    await cancel(harness, middle ?? '');
    await close(harness, middle ?? '');
    await send(harness.app, 'DELETE', `/runs/${middle}`);
    assert.deepEqual(idsOf(await list(harness, first.next ?? '')), [oldest]);
  });

  it('goes on, while new runs come, where it was', async () => {
    const harness = createHarness();
    const [oldest] = await acceptMany(harness, 2);
    const first = await list(harness, '/runs?limit=1');
    await accept(harness);
    assert.deepEqual(idsOf(await list(harness, first.next ?? '')), [oldest]);
  });

  it('holds 20 runs on a page, or as many as asked for up to 100', async () => {
    const harness = createHarness();
    const acceptedAt = harness.clock.now();
    for (let n = 0; n < 101; n++)
      await openIndexEntry(harness.memory, { id: `r${100 + n}`, principal: 'ann', acceptedAt });
    assert.equal((await list(harness)).runs.length, 20);
    assert.equal((await list(harness, '/runs?limit=1')).runs.length, 1);
    const hundred = await list(harness, '/runs?limit=100');
    assert.deepEqual([hundred.runs.length, hundred.next], [100, '/runs?limit=100&after=r101']);
  });

  for (const limit of ['0', '-1', '101', '1.5', 'ten', '']) {
    it(`refuses limit=${limit}`, async () => {
      assert.equal((await get(createHarness().app, `/runs?limit=${limit}`)).status, 400);
    });
  }
});

describe('other principals', () => {
  const everybody = ['ann', 'bob', 'carol'];
  const accesses: [string, string][] = [
    ['GET', ''],
    ['GET', '/events'],
    ['GET', '/artifacts/users.csv'],
    ['POST', '/cancel'],
    ['DELETE', ''],
  ];
  const pairs = everybody.flatMap((owner) =>
    everybody.filter((other) => other !== owner).map((other) => [owner, other] as const),
  );
  const lives: [string, (harness: Harness, id: string) => Promise<void>][] = [
    ['open', plan1],
    [
      'closed',
      async (harness, id) => {
        await succeed(harness, id);
        await close(harness, id);
      },
    ],
    [
      'deleted',
      async (harness, id) => {
        const { principal } = (await harness.log.read(id))?.run ?? { principal: '' };
        await cancel(harness, id);
        await close(harness, id);
        assert.equal((await send(harness.app, 'DELETE', `/runs/${id}`, as(principal))).status, 204);
      },
    ],
  ];

  for (const [owner, other] of pairs) {
    for (const [life, reach] of lives) {
      it(`${other} gets 404 for every access to ${owner}'s ${life} run, and changes nothing`, async () => {
        const harness = createHarness();
        const { id } = await read(await post(harness.app, { prompt: 'Hello?' }, as(owner)));
        await reach(harness, id);
        const before = await harness.log.entries(id, 0);
        const statuses = await Promise.all(
          accesses.map(async ([method, path]) => {
            const { status } = await send(harness.app, method, `/runs/${id}${path}`, as(other));
            return status;
          }),
        );
        assert.deepEqual(statuses, [404, 404, 404, 404, 404]);
        assert.deepEqual(await harness.log.entries(id, 0), before);
        assert.deepEqual(await list(harness, '/runs', other), { runs: [], next: null });
      });
    }
  }

  it('are who it is hidden from: its owner gets it all', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await succeed(harness, id);
    await close(harness, id);
    const statuses: number[] = [];
    for (const [method, path] of accesses)
      statuses.push((await send(harness.app, method, `/runs/${id}${path}`, as('ann'))).status);
    assert.deepEqual(statuses, [200, 200, 307, 200, 204]);
  });

  it('see the same 404 as for a run that never was', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    const foreign = await (await get(harness.app, `/runs/${id}`, as('bob'))).text();
    const nobodys = await (await get(harness.app, '/runs/r999999', as('bob'))).text();
    assert.equal(foreign.replaceAll(id, 'r999999'), nobodys);
  });

  it('cannot page from another’s run into another’s list', async () => {
    const harness = createHarness();
    const [, newest] = await acceptMany(harness, 2);
    assert.deepEqual((await list(harness, `/runs?after=${newest}`, 'bob')).runs, []);
  });
});
