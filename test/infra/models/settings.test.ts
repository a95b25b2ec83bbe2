import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { bedrockModelOf } from '../../../infra/models/bedrock-models.ts';
import { chooseModels } from '../../../infra/models/choose.ts';
import { nothingSaid, readModelFlags } from '../../../infra/models/options.ts';
import { nameOf, readModelSetting } from '../../../infra/models/setting.ts';
import { systemClock } from '../../../infra/system/clock.ts';
import { startHttpModel } from '../../fakes/http-model.ts';

describe('the setting of a model', () => {
  for (const [text, name] of [
    ['bedrock', 'bedrock:us.anthropic.claude-sonnet-5-5'],
    ['bedrock:amazon.nova-pro-v1:0', 'bedrock:amazon.nova-pro-v1:0'],
    ['openai:qwen3:32b@http://127.0.0.1:11434/v1/', 'openai:qwen3:32b@http://127.0.0.1:11434/v1'],
    ['openai:a@b@https://x.example/v1/chat/completions', 'openai:a@b@https://x.example/v1'],
    ['none', 'none'],
  ] as const)
    it(`reads ${text}`, () => {
      assert.equal(nameOf(readModelSetting(text)), name);
    });

  for (const [text, advice] of [
    ['gpt-9', /it can be none, auto, bedrock/],
    ['ollama:qwen3', /write openai:qwen3@http/],
    ['us.anthropic.claude-sonnet-5-5', /write bedrock:us\.anthropic/],
    ['openai:qwen3', /a model and an address are needed/],
    ['openai:m@https://user:pass@x.example/v1', /KAISEKI_MODEL_KEY/],
    ['bedrock:a b', /letters, digits/],
  ] as const)
    it(`refuses ${text} and says what to write`, () => {
      assert.throws(() => readModelSetting(text), advice);
    });

  it('never repeats a key', () => {
    assert.throws(
      () => readModelSetting('openai:m@https://me:hunter2@x.example/v1?key=hunter2'),
      (error) => !String(error).includes('hunter2'),
    );
  });
});

describe('the choice of a model', () => {
  const choose = async (
    flags: Parameters<typeof readModelFlags>[0],
    environment: NodeJS.ProcessEnv,
    ollama?: string,
  ) => {
    const said: string[] = [];
    const settings = await chooseModels(readModelFlags(flags), {
      environment,
      clock: systemClock,
      say: (sentence) => said.push(sentence),
      ...(ollama !== undefined && { ollama }),
    });
    return { settings, said: said.join('\n') };
  };

  it('is none unless somebody says so', async () => {
    const { settings, said } = await choose({}, { AWS_ACCESS_KEY_ID: 'x', AWS_REGION: 'us-east-1' });
    assert.deepEqual(
      [settings.model, settings.planner, settings.sees, said],
      [null, 'auto', 'statistics', ''],
    );
  });

  it('is what the flag says, before the environment', async () => {
    const environment = { KAISEKI_MODEL: 'bedrock', KAISEKI_PLANNER: 'model', KAISEKI_MODEL_SEES: 'schema' };
    const { settings } = await choose({ model: 'openai:m@http://127.0.0.1:1/v1' }, environment);
    assert.equal(settings.model?.name, 'openai:m@http://127.0.0.1:1/v1');
    assert.deepEqual([settings.planner, settings.sees], ['model', 'schema']);
  });

  it('names what is wrong, and where it was said', async () => {
    assert.throws(
      () => readModelFlags({ planner: 'best' }),
      /--planner takes auto, model or rules, not best/,
    );
    await assert.rejects(choose({}, { KAISEKI_MODEL_SEES: 'all' }), /KAISEKI_MODEL_SEES takes/);
    assert.deepEqual(readModelFlags({}), nothingSaid);
  });

  it('is Bedrock by auto where there are credentials and a region', async () => {
    const { settings, said } = await choose(
      { model: 'auto' },
      { AWS_ACCESS_KEY_ID: 'x', AWS_REGION: 'us-east-1' },
    );
    assert.match(settings.model?.name ?? '', /^bedrock:/);
    assert.match(said, /AWS credentials are there/);
  });

  it('suggests a local Ollama by auto, and does not use it', async () => {
    await using server = await startHttpModel(() => ({ body: { data: [{ id: 'qwen3:32b' }] } }));
    const { settings, said } = await choose({ model: 'auto' }, {}, server.url);
    assert.equal(settings.model, null);
    assert.match(said, /not used unasked\. To use it: --model openai:qwen3:32b@http/);
    assert.deepEqual(
      server.received.map(({ path }) => path),
      ['/models'],
    );
  });

  it('says by auto that there is nothing', async () => {
    const { settings, said } = await choose({ model: 'auto' }, {}, 'http://127.0.0.1:1');
    assert.equal(settings.model, null);
    assert.match(said, /No language model was found/);
  });
});

describe('what is known of a model on Bedrock', () => {
  it('is its price, a tenth more in one geography', () => {
    assert.equal(bedrockModelOf('global.anthropic.claude-sonnet-4-5-v1').price?.input, 3);
    assert.ok(Math.abs((bedrockModelOf('us.anthropic.claude-sonnet-4-5-v1').price?.input ?? 0) - 3.3) < 1e-9);
  });

  it('is nothing where it is unknown: no cache points, no price', () => {
    const { cachePoints, price } = bedrockModelOf('acme.brain-1');
    assert.deepEqual([cachePoints, price], [false, null]);
  });
});
