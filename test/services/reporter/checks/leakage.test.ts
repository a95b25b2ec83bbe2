import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { leaks } from '../../../../services/reporter/checks/leakage.ts';
import type { Evidence } from '../../../../services/reporter/gather.ts';
import type { Catalog, Column } from '../../../../shared/plan/catalog.ts';
import { sha256 } from '../../../../shared/run/keys.ts';
import { manifestOf } from '../../../fakes/memory-sandbox.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import { programPlan } from '../../../fakes/planned-run.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import { models, type ModelPlan } from './plans/models.ts';

const column = (name: string): Column => ({
  name,
  type: 'BIGINT',
  kind: 'number',
  comment: null,
  nullShare: 0,
  distinctCount: 2,
  min: '0',
  max: '1',
  values: null,
});
const names = ['customer_id', 'amount', 'city', 'paid', 'ordered_at'];
const catalog: Catalog = {
  dialect: 'duckdb',
  dataVersion: 'd1',
  tables: [{ name: 'orders', comment: null, rowCount: 9, columns: names.map(column) }],
  problems: [],
};

/** What `kaiseki.model()` left, and the warnings about it. */
async function warningsOf(plan: ModelPlan, description?: string) {
  const store = createMemoryStore(createVirtualClock());
  const about =
    description ?? JSON.stringify({ name: 'model', file: 'model.joblib', features: plan.features });
  const made = plan.features.length === 0 ? [] : (['model.joblib', 'model.json'] as const);
  for (const name of made) await store.put(name, name === 'model.json' ? about : 'pickle');
  const { objects } = await store.list('', { versions: true });
  const files = new Map(
    objects.map(({ version, ...rest }) => [rest.key, { ...rest, version: version ?? '' }]),
  );
  const artifacts = made.map((name) => {
    const body = name === 'model.json' ? about : 'pickle';
    const mediaType = 'application/octet-stream';
    return { name, kind: 'model' as const, mediaType, bytes: body.length, sha256: sha256(body), title: null };
  });
  const metrics = plan.metrics.map(([name, value, baseline]) => ({ name, value, baseline }));
  const columns = plan.columns.map((name) => ({ name, type: 'BIGINT' }));
  const extract = { columns, rowCount: 0, rows: [], bytes: 0, sha256: '' };
  const evidence = {
    plan: { ...programPlan, program: plan.program },
    datasets: [{ query: { name: 'data', sql: plan.sql }, extract }],
    manifest: manifestOf('t', { artifacts, metrics }),
    files,
  } as unknown as Evidence;
  return leaks(store, evidence, catalog);
}

describe('leaks of models that programs made', () => {
  for (const plan of models)
    it(plan.what, async () => {
      const found = await warningsOf(plan);
      assert.deepEqual(
        found.map(({ severity, figure }) => [severity, figure]),
        plan.finds,
        JSON.stringify(found),
      );
      assert.ok(found.every(({ check }) => check === 'leakage'));
    });

  it('takes no description for one that is none', async () => {
    const [first] = models;
    assert.ok(first !== undefined);
    for (const text of ['{', '[]', '{"name":1}', JSON.stringify({ name: 'm', file: 'm', features: 'paid' })])
      assert.ok(
        (await warningsOf(first, text)).every(({ severity }) => severity === 'notice'),
        text,
      );
  });
});
