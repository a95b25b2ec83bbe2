import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Result } from '../../../../shared/plan/result.ts';
import { planKey, requestKey, resultKey } from '../../../../shared/run/keys.ts';
import { planSchema } from '../../../../shared/plan/plan.ts';
import { getRef, putRef } from '../../../../shared/run/refs.ts';
import { programPlan } from '../../../fakes/planned-run.ts';
import { accepted, planned } from '../../../fakes/run-events.ts';
import { createScriptedModel } from '../../../fakes/scripted-model.ts';
import { createScene, noProbes, planOf } from './harness.ts';

const artifact = (name: string): Result['artifacts'][number] => ({
  name,
  kind: 'model',
  mediaType: 'application/octet-stream',
  bytes: 1,
  sha256: '0'.repeat(64),
  title: null,
  key: name,
  version: null,
});
const result: Result = {
  title: 'A model',
  answer: 'Done.',
  metrics: [],
  tables: [],
  artifacts: [artifact('model.joblib'), artifact('model.json'), artifact('roc.csv')],
  assumptions: [],
  warnings: [],
  image: null,
};

/** A prompt that follows up on the run `r0`, which made a model. */
async function followUp(model: ReturnType<typeof createScriptedModel>, principal = 'local') {
  const scene = await createScene({ model, prompt: 'Predict with it', parentRunId: 'r0' });
  const { store, log, clock } = scene;
  const request = await putRef(store, requestKey('r0'), { prompt: 'Make a model', parentRunId: null, webhookUrl: null }); // prettier-ignore
  let run = await log.append(null, { ...accepted, runId: 'r0', principal, request }, clock.now());
  for (const event of [
    { ...planned, plan: await putRef(store, planKey('r0', 1), { ...programPlan, program: 'kaiseki.model("model", x)' }) },
    { type: 'attempt.succeeded', manifest: null },
    { type: 'run.succeeded', result: await putRef(store, resultKey('r0', 1), result) },
  ] as const) run = await log.append(run, event, clock.now()); // prettier-ignore
  assert.equal(run?.terminal?.status, 'succeeded');
  return { ...scene, ended: await scene.live() };
}

const program = (text: string): string => planOf({ kind: 'program', answer: '', program: text });

async function artifactsOf(text: string): Promise<string[]> {
  const { ended, store } = await followUp(createScriptedModel([noProbes, program(text)]));
  assert.ok(ended.plan !== null, ended.terminal?.problem?.detail);
  return (await getRef(store, ended.plan, planSchema)).parentArtifacts;
}

describe('a prompt that follows up on a run', () => {
  it('is told with what that run was asked and left', async () => {
    const model = createScriptedModel([noProbes, planOf()]);
    await followUp(model);
    for (const { messages } of model.asked) {
      const content = messages.at(-1)?.content ?? '';
      assert.match(content, /\[\[ ## history ## \]\]\nAsked before: Make a model\n/);
      assert.match(content, /kaiseki\.artifact: model\.joblib, model\.json\n/);
    }
  });

  it('hands over the files that its program names, a model with what describes it', async () => {
    assert.deepEqual(await artifactsOf('import kaiseki\nkaiseki.load_model()\n'), [
      'model.joblib',
      'model.json',
    ]);
    assert.deepEqual(await artifactsOf('import kaiseki\nkaiseki.artifact("roc.csv")\n'), ['roc.csv']);
    assert.deepEqual(await artifactsOf('import kaiseki\nkaiseki.answer("Done.")\n'), []);
  });

  it('hands over all of them when its program names some only as it runs', async () => {
    const text = 'import kaiseki\nfor name in names:\n    kaiseki.artifact(name)\n';
    assert.deepEqual(await artifactsOf(text), ['model.joblib', 'model.json', 'roc.csv']);
  });

  it('cannot name a file that is not there', async () => {
    const bad = program('import kaiseki\nkaiseki.artifact("other.csv")\n');
    const model = createScriptedModel([noProbes, bad, bad, bad]);
    const { ended } = await followUp(model);
    assert.match(ended.terminal?.problem?.detail ?? '', /the parent run has no artifact other\.csv/);
  });

  it('is refused when the parent is somebody else’s', async () => {
    const model = createScriptedModel([]);
    const { ended } = await followUp(model, 'another');
    assert.deepEqual([ended.terminal?.problem?.code, model.asked.length], ['permanent', 0]);
  });
});
