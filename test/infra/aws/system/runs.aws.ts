import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { Webhook } from 'standardwebhooks';
import { apiEvent } from './api.ts';
import { arrived } from './arrived.ts';
import { bundleAll } from './bundles.ts';
import { startSystem, type System, type SystemOptions } from './system.ts';

const question = 'How many users are there?';
const training =
  "'interaction'テーブルから機械学習モデルを作成してください。'purchase'列をターゲット変数として使用してください。";

before(bundleAll);

describe('the system as deployed', function () {
  this.timeout(180_000);
  let system: System;
  before(async () => void (system = await startSystem()));
  after(() => system[Symbol.asyncDispose]());

  it('answers a question: from POST to webhook', async () => {
    const run = await system.ask(question, { webhook: { url: system.webhookUrl } });
    assert.equal(run.status, 'succeeded', JSON.stringify(run.problem));
    assert.equal(run.tables[0].rows.length, 1);
    await arrived(system, run.id);
    const [hook] = system.webhooks;
    const secret = 'whsec_c2VjcmV0IG9mIGEgdGVzdCB0aGF0IGlzIGxvbmc=';
    const headers = hook?.headers as Record<string, string>;
    assert.doesNotThrow(() => new Webhook(secret).verify(hook?.body ?? '', headers));
  });

  it('trains a model in a task, on data that the warehouse wrote', async () => {
    const run = await system.ask(training);
    assert.equal(run.status, 'succeeded', `${JSON.stringify(run.problem)} ${system.log().slice(-3_000)}`);
    assert.equal(run.language, 'ja');
    assert.ok(run.metrics.length > 0);
    const model = run.artifacts.find(({ kind }: { kind: string }) => kind === 'model');
    const redirect = await system.call('GET', `/runs/${run.id}/artifacts/${model.name}`);
    assert.equal(redirect.status, 307);
    const file = await fetch(redirect.headers['location'] ?? '');
    assert.equal((await file.arrayBuffer()).byteLength, model.bytes);
  });

  it('asks back about what it does not understand', async () => {
    const run = await system.ask('Why is the sky blue?');
    assert.equal(run.status, 'clarified');
  });

  it('is a stranger’s 404, and nobody’s 401', async () => {
    const run = await system.ask(question);
    const as = async (authorizer: unknown) => {
      const event = apiEvent('GET', `/runs/${run.id}`);
      const answer = await system.functions.ingest.invoke({
        ...event,
        requestContext: { ...event.requestContext, authorizer },
      });
      return (answer as { statusCode: number }).statusCode;
    };
    assert.equal(await as({ iam: { userArn: 'arn:aws:sts::123456789012:assumed-role/analyst/bob' } }), 200);
    assert.equal(await as({ iam: { userArn: 'arn:aws:iam::123456789012:user/mallory' } }), 404);
    assert.equal(await as(undefined), 401);
  });

  it('leaves no dead letter, and no prompt, row or secret in its log', async () => {
    assert.deepEqual(await system.deadLetters(), []);
    assert.doesNotMatch(system.log(), /How many users|機械学習|whsec_|X-Amz-Signature|secret/);
  });
});

for (const [how, options] of [
  ['without a single hint', { hints: false }],
  ['with every message twice', { repeat: true }],
] as [string, SystemOptions][])
  describe(`the system ${how}`, function () {
    this.timeout(240_000);
    let system: System;
    before(async () => void (system = await startSystem(options)));
    after(() => system[Symbol.asyncDispose]());

    for (const prompt of [question, training])
      it(`answers: ${prompt}`, async () => {
        const run = await system.ask(prompt, { webhook: { url: system.webhookUrl } });
        assert.equal(run.status, 'succeeded', JSON.stringify(run.problem));
        await arrived(system, run.id);
        assert.equal(system.webhooks.filter(({ body }) => body.includes(run.id)).length, 1);
        assert.equal([...system.tasks.values()].length <= 3, true);
      });
  });
