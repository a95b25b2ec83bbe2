import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { assertDeclared, operationOf, type OpenApi } from './declared.ts';
import { accept, close, createHarness, get, post, postRaw, send, succeed, type Harness } from './harness.ts';
import { states, succeedAfterRepair } from './states.ts';

const documentOf = async ({ app }: Pick<Harness, 'app'>): Promise<OpenApi> =>
  (await (await get(app, '/openapi.json')).json()) as OpenApi;

/** Sends a request and holds its answer to the document. */
async function exchange(
  harness: Harness,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const document = await documentOf(harness);
  const response = await send(harness.app, method, path, headers);
  await assertDeclared(document, operationOf(document, method, path), response);
  return response.status;
}

describe('GET /openapi.json', () => {
  it('declares every route that is served, and serves every route that it declares', async () => {
    const harness = createHarness();
    const { paths } = await documentOf(harness);
    const declared = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = harness.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path !== '/' && !/^\/(console|shared)\//.test(path))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(\{.+?\})?/g, '{$1}')}`);
    assert.deepEqual([...new Set(served)].toSorted(), [...declared, 'GET /openapi.json'].toSorted());
  });

  it('declares the paths of the design', async () => {
    const { paths } = await documentOf(createHarness());
    assert.deepEqual(Object.keys(paths).toSorted(), [
      '/catalog',
      '/health',
      '/prompt',
      '/runs',
      '/runs/{id}',
      '/runs/{id}/artifacts/{name}',
      '/runs/{id}/cancel',
      '/runs/{id}/events',
    ]);
  });

  it('names every operation once, and the parameters of its path', async () => {
    const { paths } = await documentOf(createHarness());
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, ...operation })),
    );
    const names = operations.map(({ operationId }) => operationId);
    assert.equal(new Set(names).size, names.length);
    for (const { path, parameters = [] } of operations) {
      const required = parameters.filter((one) => one.required).map((one) => `{${one.name}}`);
      assert.deepEqual(required, path.match(/\{\w+\}/g) ?? [], path);
    }
  });

  it('refers only to schemas that it holds', async () => {
    const document = await documentOf(createHarness());
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    const named = new Set([...references].map(([, name]) => name ?? ''));
    assert.ok(named.size >= 7);
    for (const name of named) assert.ok(name in document.components.schemas, name);
  });
});

describe('what the API answers is what its document declares', () => {
  for (const [state, , reach] of states) {
    it(`for a run that is ${state}`, async () => {
      const harness = createHarness();
      const id = await accept(harness);
      await reach(harness, id);
      for (const path of ['/runs', `/runs/${id}`, `/runs/${id}/events`])
        assert.equal(await exchange(harness, 'GET', path), 200);
      assert.equal(await exchange(harness, 'POST', `/runs/${id}/cancel`), 200);
      assert.equal(await exchange(harness, 'DELETE', `/runs/${id}`), state === 'closed' ? 204 : 409);
    });
  }

  it('for a run that was repaired and succeeded', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await succeedAfterRepair(harness, id);
    assert.equal(await exchange(harness, 'GET', `/runs/${id}`), 200);
  });

  it('for an artifact', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await succeed(harness, id);
    assert.equal(await exchange(harness, 'GET', `/runs/${id}/artifacts/figures/roc.png`), 307);
    assert.equal(await exchange(harness, 'GET', `/runs/${id}/artifacts/none`), 404);
    assert.equal(await exchange(harness, 'GET', `/runs/${id}/artifacts/..%2fx`), 400);
  });

  it('for a run that was deleted', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await succeed(harness, id);
    await close(harness, id);
    assert.equal(await exchange(harness, 'DELETE', `/runs/${id}`), 204);
    for (const path of ['', '/events', '/artifacts/users.csv'])
      assert.equal(await exchange(harness, 'GET', `/runs/${id}${path}`), 410);
    assert.equal(await exchange(harness, 'POST', `/runs/${id}/cancel`), 410);
    assert.equal(await exchange(harness, 'DELETE', `/runs/${id}`), 410);
  });

  it('for a run that never was', async () => {
    const harness = createHarness();
    for (const path of ['', '/events', '/artifacts/a'])
      assert.equal(await exchange(harness, 'GET', `/runs/nobody${path}`), 404);
    assert.equal(await exchange(harness, 'POST', '/runs/nobody/cancel'), 404);
    assert.equal(await exchange(harness, 'DELETE', '/runs/nobody'), 404);
  });

  it('for the end of a stream', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    await succeed(harness, id);
    await close(harness, id);
    const headers = { accept: 'text/event-stream', 'last-event-id': '9' };
    assert.equal(await exchange(harness, 'GET', `/runs/${id}/events`, headers), 204);
  });

  it('for the host itself', async () => {
    const harness = createHarness();
    assert.equal(await exchange(harness, 'GET', '/health'), 200);
    assert.equal(await exchange(harness, 'GET', '/catalog'), 200);
  });

  it('for a query that is not valid', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    assert.equal(await exchange(harness, 'GET', '/runs?limit=0'), 400);
    assert.equal(await exchange(harness, 'GET', `/runs/${id}/events?after=x`), 400);
  });

  it('for a caller without a token', async () => {
    const harness = createHarness({ settings: { hosts: 'any', principalOf: () => null } });
    for (const path of ['/runs', '/runs/a', '/runs/a/events', '/runs/a/artifacts/b', '/catalog'])
      assert.equal(await exchange(harness, 'GET', path), 401);
  });

  it('for a prompt', async () => {
    const harness = createHarness();
    const document = await documentOf(harness);
    const key = { 'idempotency-key': 'k' };
    const answers = [
      await post(harness.app, { prompt: 'Hello?' }, key),
      await post(harness.app, { prompt: 'Another?' }, key),
      await post(harness.app, { prompt: '' }),
      await post(harness.app, { prompt: 'Hello?', parentRunId: 'nobody' }),
      await post(harness.app, { prompt: 'Hello?', parentRunId: await accept(harness) }),
      await postRaw(harness.app, 'x'.repeat(70_000)),
      await postRaw(harness.app, '{}', { 'content-type': 'text/plain' }),
    ];
    for (const answer of answers)
      await assertDeclared(document, operationOf(document, 'POST', '/prompt'), answer);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [202, 422, 400, 404, 409, 413, 415],
    );
  });
});

describe('the check against the document', () => {
  const json = (body: unknown, status = 200, type = 'application/json') =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });

  it('finds what is missing, what is wrong and what is not declared', async () => {
    const harness = createHarness();
    const id = await accept(harness);
    const document = await documentOf(harness);
    const operation = operationOf(document, 'GET', `/runs/${id}`);
    const run = (await (await get(harness.app, `/runs/${id}`)).json()) as Record<string, unknown>;
    await assertDeclared(document, operation, json(run));
    const { answer: _answer, ...without } = run;
    for (const wrong of [
      json(without),
      json({ ...run, status: 'thinking' }),
      json({ ...run, undeclared: 1 }),
      json({ ...run, progress: { fraction: 2, text: '' } }),
      json(run, 418),
      json(run, 200, 'text/plain'),
      json({ title: 'no problem' }, 404, 'application/problem+json'),
    ])
      await assert.rejects(assertDeclared(document, operation, wrong), assert.AssertionError);
  });
});
