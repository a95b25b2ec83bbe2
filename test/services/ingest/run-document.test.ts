import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { deliveryId } from '../../../shared/run/keys.ts';
import { failed } from '../../fakes/run-events.ts';
import { accept, close, commit, createHarness, get, plan, post, read, send } from './harness.ts';
import { cancel, clarify, runProgram, states, succeedAfterRepair } from './states.ts';

const start = '2026-01-01T00:00:00.000Z';

async function documentAfter(reach: (typeof states)[number][2]) {
  const harness = createHarness();
  const id = await accept(harness);
  await reach(harness, id);
  const response = await get(harness.app, `/runs/${id}`);
  assert.equal(response.status, 200);
  return { harness, id, document: await read(response) };
}

describe('the document of a run', () => {
  for (const [state, status, reach] of states) {
    it(`that is ${state} says ${status}`, async () => {
      const { document } = await documentAfter(reach);
      assert.equal(document.status, status);
    });
  }

  it('that was just accepted holds the prompt and nothing that is not known yet', async () => {
    const { id, document } = await documentAfter(async () => {});
    assert.deepEqual(document, {
      schemaVersion: 1,
      id,
      parentRunId: null,
      seq: 1,
      status: 'accepted',
      kind: null,
      prompt: 'How many users are there?',
      language: 'en',
      title: null,
      progress: { fraction: null, text: '' },
      answer: null,
      clarification: null,
      metrics: [],
      tables: [],
      artifacts: [],
      assumptions: [],
      warnings: [],
      image: null,
      plan: null,
      datasets: [],
      attempts: [],
      usage: { model: null, inputTokens: 0, outputTokens: 0, costUsd: 0 },
      limits: document.limits,
      webhook: null,
      resultHash: null,
      dataVersion: null,
      links: {
        self: `/runs/${id}`,
        events: `/runs/${id}/events`,
        cancel: `/runs/${id}/cancel`,
        console: `/#${id}`,
      },
      acceptedAt: start,
      finishedAt: null,
      deadline: '2026-01-01T00:15:00.000Z',
      problem: null,
    });
  });

  it('that executes shows its plan and the attempt that is under way', async () => {
    const { document } = await documentAfter(runProgram);
    assert.deepEqual(document.plan, { queries: plan.queries, program: null });
    assert.deepEqual(
      document.attempts.map(({ number, outcome, launches }) => [number, outcome, launches]),
      [[1, null, 1]],
    );
  });

  it('that executes shows what its program says', async () => {
    const { harness, id } = await documentAfter(runProgram);
    const progress = { fraction: 0.5, text: 'half' };
    await harness.memory.put(`runs/${id}/attempts/1/1/progress.json`, JSON.stringify(progress));
    assert.deepEqual((await read(await get(harness.app, `/runs/${id}`))).progress, progress);
  });

  for (const said of ['{"fraction": 7, "text": ""}', '{"text": 1}', 'no JSON']) {
    it(`that executes is silent where its program says ${said}`, async () => {
      const { harness, id } = await documentAfter(runProgram);
      await harness.memory.put(`runs/${id}/attempts/1/1/progress.json`, said);
      const { progress } = await read(await get(harness.app, `/runs/${id}`));
      assert.deepEqual(progress, { fraction: null, text: '' });
    });
  }

  it('that succeeded holds answer, metrics, tables and artifacts', async () => {
    const { id, document } = await documentAfter(succeedAfterRepair);
    const file = { kind: 'file', bytes: 3, sha256: 'a'.repeat(64), vector: null, data: null };
    const href = `/runs/${id}/artifacts`;
    assert.equal(document.answer, 'There are **1000** users.');
    assert.deepEqual(document.progress, { fraction: 1, text: '' });
    assert.deepEqual(document.metrics, [{ name: 'roc_auc', value: 0.81, baseline: 0.5 }]);
    assert.deepEqual(document.tables, [
      {
        name: 'users',
        columns: [{ name: 'n', type: 'BIGINT' }],
        rows: [[1000]],
        rowCount: 1,
        href: `${href}/users.csv`,
      },
    ]);
    assert.deepEqual(document.artifacts, [
      { ...file, name: 'users.csv', mediaType: 'text/csv', href: `${href}/users.csv` },
      {
        ...file,
        name: 'figures/roc.png',
        mediaType: 'image/png',
        data: 'users',
        href: `${href}/figures/roc.png`,
      },
      { ...file, name: 'page.html', mediaType: 'text/html', href: `${href}/page.html` },
    ]);
  });

  it('that succeeded holds what was assumed, what was warned of, and the data it stands on', async () => {
    const { document } = await documentAfter(succeedAfterRepair);
    assert.deepEqual(document.assumptions, ['A user is a row.']);
    assert.deepEqual(
      document.warnings.map(({ check, severity }) => [check, severity]),
      [['leakage', 'notice']],
    );
    assert.deepEqual(document.datasets, [{ name: 'users', rowCount: 1, bytes: 9, sha256: 'b'.repeat(64) }]);
    assert.deepEqual([document.dataVersion, document.image], ['v1', 'python 3.11']);
    assert.match(document.resultHash ?? '', /^[0-9a-f]{64}$/);
  });

  it('that succeeded holds every attempt with its own program and its last words', async () => {
    const { document } = await documentAfter(succeedAfterRepair);
    const common = { queries: plan.queries, launches: 1, startedAt: start, finishedAt: start };
    assert.deepEqual(document.attempts, [
      {
        ...common,
        number: 1,
        outcome: 'failed',
        class: 'memory',
        error: 'MemoryError',
        note: null,
        diff: null,
        program: 'print(1)',
        stderrTail: 'Killed',
      },
      {
        ...common,
        number: 2,
        outcome: 'succeeded',
        class: null,
        error: null,
        note: 'A sample was used.',
        diff: '--- program.py\n+++ program.py\n@@ -1,1 +1,1 @@\n-print(1)\n+print(2)\n',
        program: 'print(2)',
        stderrTail: '',
      },
    ]);
  });

  it('that was clarified says what to ask', async () => {
    const { document } = await documentAfter(clarify);
    assert.deepEqual(document.clarification, {
      understood: 'Something about users.',
      canDo: 'Count them.',
      ask: ['How many users are there?'],
    });
    assert.equal(document.answer, null);
  });

  it('that failed says why', async () => {
    const { document } = await documentAfter((harness, id) => commit(harness, id, failed));
    assert.deepEqual(document.problem, failed.problem);
    assert.equal(document.finishedAt, start);
  });

  it('that was cancelled offers no cancel any more', async () => {
    const { document } = await documentAfter(cancel);
    assert.equal('cancel' in document.links, false);
    assert.equal(document.problem, null);
  });

  it('of a follow-up leads to its parent', async () => {
    const { harness, id } = await documentAfter(succeedAfterRepair);
    const child = await read(await post(harness.app, { prompt: 'And then?', parentRunId: id }));
    assert.deepEqual([child.parentRunId, child.links['parent']], [id, `/runs/${id}`]);
  });

  it('with a webhook says how its delivery stands', async () => {
    const harness = createHarness({ settings: { webhook: { allowLoopback: true } } });
    const { id } = await read(
      await post(harness.app, { prompt: 'Hello?', webhook: { url: 'http://127.0.0.1:9/' } }),
    );
    const made = { status: 'delivered', attempts: 1, notBefore: start, outcome: 'the receiver answered 204' };
    await harness.memory.put(`deliveries/${deliveryId(id)}/log/000001`, JSON.stringify(made));
    const { webhook } = await read(await get(harness.app, `/runs/${id}`));
    assert.deepEqual(webhook, { id: deliveryId(id), status: 'delivered' });
  });

  it('that was deleted is 410', async () => {
    const { harness, id } = await documentAfter(cancel);
    await close(harness, id);
    await send(harness.app, 'DELETE', `/runs/${id}`);
    assert.equal((await get(harness.app, `/runs/${id}`)).status, 410);
  });

  it('that was abandoned is 404: nobody was promised it', async () => {
    const harness = createHarness();
    await harness.log.append(null, { type: 'run.abandoned', runId: 'r000001' }, harness.clock.now());
    assert.equal((await get(harness.app, '/runs/r000001')).status, 404);
  });
});
