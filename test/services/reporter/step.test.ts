import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createReporter } from '../../../services/reporter/step.ts';
import type { Manifest } from '../../../shared/plan/manifest.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { resultSchema, type Result } from '../../../shared/plan/result.ts';
import { datasetHash, launchPrefix, queryToken, sandboxToken, sha256 } from '../../../shared/run/keys.ts';
import { createRunLog } from '../../../shared/run/log.ts';
import { getRef } from '../../../shared/run/refs.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';
import { manifestOf } from '../../fakes/memory-sandbox.ts';
import { createMemoryWarehouse } from '../../fakes/memory-warehouse.ts';
import { programPlan, queryPlan, writePlannedRun } from '../../fakes/planned-run.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

async function setUp(plan: Plan) {
  const clock = createVirtualClock();
  const store = createMemoryStore(clock);
  const log = createRunLog(store);
  let run = await writePlannedRun({ store, log }, plan, clock.now());
  const commit = async (event: Parameters<typeof log.append>[1]) => {
    const next = await log.append(run, event, clock.now());
    assert.ok(next !== null);
    run = next;
  };
  async function report(): Promise<{ result: Result; html: string }> {
    const warehouse = createMemoryWarehouse({ store });
    const outcome = await createReporter({ store, log, clock, warehouse }).step(run, {
      now: clock.now(),
      leaseUntil: clock.now(),
      wakeSlot: 0,
      commits: 0,
      justCommitted: null,
    });
    assert.ok(outcome !== 'idle' && 'commit' in outcome && outcome.commit.type === 'run.succeeded');
    const result = await getRef(store, outcome.commit.result, resultSchema);
    const file = result.artifacts.find((one) => one.name === 'report.html');
    return { result, html: new TextDecoder().decode((await store.get(file?.key ?? ''))?.body) };
  }
  return { store, commit, report, run: () => run };
}

async function answered(
  plan: Plan,
  rows: (string | number | null)[][],
  columns: { name: string; type: string }[],
) {
  const world = await setUp(plan);
  const run = world.run();
  const [query] = plan.queries;
  assert.ok(query !== undefined && run.plan !== null);
  const hash = datasetHash(query, run.dataVersion ?? '');
  const prefix = `runs/${run.id}/datasets/x/`;
  const token = queryToken(run.id, 'executor-dispatch', 1, hash, 1);
  const body = 'parquet';
  await world.store.put(`${prefix}data.parquet`, body);
  const extract = { columns, rows, rowCount: rows.length, bytes: body.length, sha256: sha256(body) };
  await world.store.put(`${prefix}result.json`, JSON.stringify(extract));
  await world.commit({
    type: 'query.claimed',
    token,
    stage: 'executor-dispatch',
    launch: 1,
    name: query.name,
    plan: run.plan,
    hash,
    prefix,
    leaseUntil: run.deadline,
  });
  await world.commit({
    type: 'query.succeeded',
    token,
    rowCount: rows.length,
    bytes: body.length,
    sha256: extract.sha256,
  });
  await world.commit({ type: 'attempt.succeeded', manifest: null });
  return world;
}

async function programmed(manifest: Partial<Manifest>, plan: Partial<Plan> = {}) {
  const world = await setUp({ ...programPlan, ...plan });
  const run = world.run();
  const token = sandboxToken(run.id, 1, 1);
  const prefix = launchPrefix(run.id, 1, 1);
  await world.commit({
    type: 'sandbox.claimed',
    token,
    launch: 1,
    slot: 's',
    warm: true,
    assignment: 1,
    prefix,
    leaseUntil: run.deadline,
  });
  for (const artifact of manifest.artifacts ?? [])
    await world.store.put(`${prefix}artifacts/${artifact.name}`, artifact.name);
  const key = `${prefix}result.json`;
  const body = JSON.stringify(manifestOf(token, manifest));
  const put = await world.store.put(key, body);
  assert.ok(put.written);
  await world.commit({
    type: 'attempt.succeeded',
    manifest: { key, version: put.version, sha256: sha256(body) },
  });
  return world;
}

/** Where numbers lead to is tested elsewhere (links.test.ts). */
const withoutAnchors = (html: string): string =>
  html.replace(/<\/?a[^>]*>|<span id=[^>]*>|<\/span>| id="[^"]*"/g, '');

describe('the reporter', () => {
  it('answers a question from its rows, with chart, CSV and report', async () => {
    const plan: Plan = {
      ...queryPlan,
      answer: 'Most: {{table.result[0].kind}} ({{table.result[0].count}}).',
      chart: { type: 'bar', table: 'result', x: 'kind', y: ['count'] },
    };
    const columns = [
      { name: 'kind', type: 'VARCHAR' },
      { name: 'count', type: 'BIGINT' },
    ];
    const world = await answered(
      plan,
      [
        ['=cmd()', 1200],
        ['<b>', 3],
      ],
      columns,
    );
    const { result, html } = await world.report();
    assert.equal(result.answer, 'Most: =cmd() (1,200).');
    assert.deepEqual(
      result.artifacts.map((one) => one.name),
      ['chart.svg', 'result.csv', 'result.parquet', 'report.html'],
    );
    const csv = await world.store.get(result.artifacts[1]?.key ?? '');
    assert.match(new TextDecoder().decode(csv?.body), /'=cmd\(\),1200/);
    assert.ok(html.includes('&lt;b&gt;') && !html.includes('<b>'));
    assert.ok(html.includes('data:image/svg+xml;base64,'));
    assert.ok(html.includes(`default-src 'none'`));
  });

  const rateColumns = [
    { name: 'month', type: 'DATE' },
    { name: 'purchase_rate', type: 'DOUBLE' },
  ];
  const ratePlan: Plan = {
    ...queryPlan,
    queries: [{ name: 'result', sql: 'SELECT 1 AS "month", avg(CAST("p" AS DOUBLE)) AS "purchase_rate"' }],
    answer: '{{table.result}}',
    chart: { type: 'line', table: 'result', x: 'month', y: ['purchase_rate'] },
  };
  const months = Array.from({ length: 24 }, (_, i): [string, number] => [
    `${2024 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}-01`,
    0.3 + i / 1000,
  ]);

  it('shows a rate in per cent in answer, chart and report; the data stay numbers', async () => {
    const world = await answered(ratePlan, months, rateColumns);
    const { result, html } = await world.report();
    assert.match(result.answer, /\| 2024-01 \| 30\.0% \|/);
    assert.equal(result.tables[0]?.rows[0]?.[1], 0.3);
    const svg = await world.store.get(result.artifacts.find((one) => one.name === 'chart.svg')?.key ?? '');
    const text = new TextDecoder().decode(svg?.body);
    assert.match(text, />10%</);
    assert.match(text, />2025-12</);
    assert.match(withoutAnchors(html), /<td align="right">32\.3%<\/td>/);
  });

  it('shows a table once in the report: all of it, in the answer', async () => {
    const { result, html } = await (await answered(ratePlan, months, rateColumns)).report();
    assert.match(result.answer, /\(and 4 more rows\)/);
    assert.equal(html.split('<table').length - 1, 1);
    assert.equal(html.split('<tr>').length - 1, 25);
  });

  it('says the title of a picture once', async () => {
    const { html } = await (await answered(ratePlan, months, rateColumns)).report();
    assert.match(html, /alt="Things"/);
    assert.doesNotMatch(html, /<figcaption/);
    assert.doesNotMatch(html, /<h2>Method/);
  });

  it('calls what Kaiseki itself makes by its name in the language of the prompt', async () => {
    const table = {
      name: 'cross_validation',
      columns: [
        { name: 'model', type: 'VARCHAR' },
        { name: 'scoring', type: 'VARCHAR' },
        { name: 'mean', type: 'DOUBLE' },
      ],
      rows: [['random_forest', 'roc_auc', 0.5]],
      rowCount: 1,
      file: null,
      csv: null,
    };
    const world = await programmed(
      {
        answer: '終わりました。',
        metrics: [{ name: 'accuracy_without_kind', value: 0.7712, baseline: null }],
        tables: [table],
      },
      { language: 'ja' },
    );
    const { result, html } = await world.report();
    assert.match(withoutAnchors(html), /<h3>学習データでの交差検証<\/h3>/);
    assert.match(withoutAnchors(html), /<td>ランダムフォレスト<\/td><td>ROC AUC<\/td>/);
    assert.match(withoutAnchors(html), /<td>正解率（kindなし）<\/td><td class="number">77\.1%<\/td>/);
    assert.equal(result.tables[0]?.columns[1]?.name, 'scoring');
  });

  it('fills what a program says from what it recorded', async () => {
    const world = await programmed({
      answer: 'AUC {{metric.roc_auc|.2f}}',
      metrics: [{ name: 'roc_auc', value: 0.8, baseline: 0.5 }],
    });
    const { result } = await world.report();
    assert.deepEqual([result.answer, result.warnings], ['AUC 0.80', []]);
  });

  it('writes the answer itself where a program invents a number, and says so', async () => {
    const world = await programmed({
      answer: 'The accuracy is 0.99!',
      metrics: [{ name: 'accuracy', value: 0.7, baseline: 0.6 }],
    });
    const { result } = await world.report();
    assert.doesNotMatch(result.answer, /0\.99/);
    assert.match(result.answer, /Accuracy: 0\.7 \(baseline 0\.6\)/);
    assert.deepEqual(
      result.warnings.map((one) => one.check),
      ['answer'],
    );
  });

  it('says what was assumed', async () => {
    const world = await programmed({}, { assumptions: ['“user” was read as users.'] });
    assert.match((await world.report()).result.answer, /“user” was read as users\./);
  });

  it('publishes only files that are there, and keeps its own report', async () => {
    const file = {
      kind: 'file' as const,
      mediaType: 'text/html',
      bytes: 11,
      sha256: sha256('report.html'),
      title: null,
    };
    const world = await programmed({
      artifacts: [
        { ...file, name: 'report.html' },
        { ...file, name: 'a.html', bytes: 6, sha256: sha256('a.html') },
      ],
    });
    const { result } = await world.report();
    assert.deepEqual(
      result.artifacts.map((one) => [one.name, one.kind]),
      [
        ['a.html', 'file'],
        ['report.html', 'report'],
      ],
    );
  });

  it('shows a figure once, although it is there in pixels and in vectors', async () => {
    const file = (name: string, mediaType: string) => ({
      name,
      kind: 'figure' as const,
      mediaType,
      bytes: name.length,
      sha256: sha256(name),
      title: null,
    });
    const world = await programmed({
      artifacts: [
        { ...file('roc.png', 'image/png'), vector: 'roc.svg', data: 'roc' },
        file('roc.svg', 'image/svg+xml'),
        file('own.svg', 'image/svg+xml'),
      ],
    });
    const { result, html } = await world.report();
    assert.deepEqual(
      result.artifacts.map(({ name, vector, data }) => [name, vector, data]),
      [
        ['roc.png', 'roc.svg', 'roc'],
        ['roc.svg', undefined, undefined],
        ['own.svg', undefined, undefined],
        ['report.html', undefined, undefined],
      ],
    );
    assert.deepEqual(html.match(/<figcaption>[^<]*/g), ['<figcaption>roc.png', '<figcaption>own.svg']);
  });

  it('shows a cell as it is, entities and signs at its edges included', async () => {
    const plan: Plan = { ...queryPlan, answer: 'Most: **{{table.result[0].kind}}**.\n\n{{table.result}}' };
    const columns = [
      { name: 'kind', type: 'VARCHAR' },
      { name: 'count', type: 'BIGINT' },
    ];
    const { html } = await (await answered(plan, [[' &lt;b&gt; & *x*', 2]], columns)).report();
    assert.ok(withoutAnchors(html).includes('<strong>&amp;lt;b&amp;gt; &amp; *x*</strong>'), html);
    assert.ok(withoutAnchors(html).includes('<td>&amp;lt;b&amp;gt; &amp; *x*</td>'), html);
  });

  it('lets no markup of an answer into the report', async () => {
    const world = await programmed({
      answer: '<script>alert()</script> [x](http://evil.example) ![y](http://evil.example/y.png)',
    });
    const { html } = await world.report();
    assert.ok(!html.includes('<script') && !html.includes('href=') && !html.includes('evil.example/y.png"'));
  });
});
