import assert from 'node:assert/strict';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, it } from 'mocha';
import { createBedrockModel } from '../../../infra/models/bedrock.ts';
import { createOpenAiModel } from '../../../infra/models/openai-compatible.ts';
import { systemClock } from '../../../infra/system/clock.ts';
import {
  ModelError,
  type CompletionRequest,
  type LanguageModel,
} from '../../../shared/ports/language-model.ts';
import { chatCompletion, converseAnswer, startHttpModel, type HttpReply } from '../../fakes/http-model.ts';

const request = (change: Partial<CompletionRequest> = {}): CompletionRequest => ({
  messages: [
    { role: 'system', content: 'You plan.' },
    { role: 'user', content: 'The catalog. The question.', stable: 12 },
  ],
  maxTokens: 1_000,
  seconds: 20,
  signal: new AbortController().signal,
  ...change,
});

const id = 'us.anthropic.claude-sonnet-5-5';

const bedrock =
  (version: 1 | 2) =>
  (url: string): LanguageModel =>
    createBedrockModel({
      name: `bedrock:${id}`,
      id,
      client: new BedrockRuntimeClient({
        endpoint: url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'x' },
        maxAttempts: 1,
        ...(version === 1 && { requestHandler: new NodeHttpHandler() }),
      }),
    });

const openAi = (url: string): LanguageModel =>
  createOpenAiModel({
    name: 'openai:m',
    model: 'm',
    baseUrl: `${url}/v1`,
    key: 'sk-secret',
    clock: systemClock,
  });

const failed = (name: string, message: string, status = 400): HttpReply => ({
  status,
  headers: { 'x-amzn-errortype': name },
  body: { message },
});

interface Service {
  name: string;
  version: 1 | 2;
  create: (url: string) => LanguageModel;
  says: (text: string) => unknown;
  cut: HttpReply;
  refused: HttpReply;
  failures: [string, HttpReply, ModelError['failure'], RegExp][];
}

const bedrockFailures: Service['failures'] = [
  ['throttled', failed('ThrottlingException', 'Too many tokens', 429), 'throttled', /Too many tokens/],
  ['gone', failed('ResourceNotFoundException', 'end of life', 404), 'gone', /end of life/],
  ['not ours', failed('AccessDeniedException', 'no access', 403), 'gone', /no access/],
  [
    'retired',
    failed('ValidationException', 'The model reached its end of life'),
    'gone',
    /end of its|end of life/,
  ],
  ['too long', failed('ValidationException', 'Input is too long'), 'invalid', /too long/],
  ['busy', failed('ServiceUnavailableException', 'busy', 503), 'unavailable', /busy/],
];

const converse = { says: converseAnswer, failures: bedrockFailures } as const;
const services: Service[] = [
  ...([1, 2] as const).map((version) => ({
    ...converse,
    name: `Bedrock over HTTP/${version}`,
    version,
    create: bedrock(version),
    cut: { body: converseAnswer('half', { stopReason: 'max_tokens' }) },
    refused: { body: converseAnswer('', { stopReason: 'guardrail_intervened' }) },
  })),
  {
    name: 'an OpenAI-compatible server',
    version: 1,
    create: openAi,
    says: chatCompletion,
    cut: {
      body: chatCompletion('half', { choices: [{ message: { content: 'half' }, finish_reason: 'length' }] }),
    },
    refused: {
      body: chatCompletion('', {
        choices: [{ message: { content: null }, finish_reason: 'content_filter' }],
      }),
    },
    failures: [
      [
        'throttled',
        { status: 429, headers: { 'retry-after': '7' }, body: { error: { message: 'slow' } } },
        'throttled',
        /slow/,
      ],
      [
        'out of quota',
        { status: 429, body: { error: { message: 'You exceeded your quota' } } },
        'gone',
        /quota/,
      ],
      ['gone', { status: 404, body: { error: 'model not found' } }, 'gone', /not found/],
      [
        'a wrong key',
        { status: 401, body: { error: { message: 'bad key sk-secret' } } },
        'gone',
        /bad key …/,
      ],
      ['too long', { status: 400, body: { error: { message: 'too long' } } }, 'invalid', /too long/],
      ['busy', { status: 503, body: 'busy' }, 'unavailable', /busy/],
      ['an error in an answer', { body: { error: { message: 'overloaded' } } }, 'unavailable', /overloaded/],
      [
        'a page',
        { headers: { 'content-type': 'text/html' }, body: '<html>' },
        'unavailable',
        /no chat completion/,
      ],
      [
        'a prompt that was cut',
        { body: chatCompletion('hm', { usage: { prompt_tokens: 1, completion_tokens: 1 } }) },
        'invalid',
        /context is too small/,
      ],
    ],
  },
];

for (const { name, version, create, says, cut, refused, failures } of services) {
  describe(`a model behind ${name}`, () => {
    const ask = async (reply: HttpReply, change: Partial<CompletionRequest> = {}) => {
      await using server = await startHttpModel(() => reply, version);
      return { completion: await create(server.url).complete(request(change)), received: server.received };
    };
    const fails = (failure: ModelError['failure'], message: RegExp) => (error: unknown) =>
      error instanceof ModelError && error.failure === failure && message.test(error.message);

    it('answers, with what it used', async () => {
      const { completion, received } = await ask({ body: says('Hello 世界') });
      assert.equal(completion.text, 'Hello 世界');
      assert.equal(completion.stopReason, 'end');
      assert.equal(completion.usage.outputTokens, 20);
      const sent = received[0]?.text ?? '';
      for (const words of ['You plan.', 'The catalog.', 'The question.'])
        assert.ok(sent.includes(words), words);
    });

    it('says when it was cut', async () => {
      const { completion } = await ask(cut);
      assert.deepEqual([completion.text, completion.stopReason], ['half', 'truncated']);
    });

    it('says when it refused', async () => {
      assert.equal((await ask(refused)).completion.stopReason, 'refused');
    });

    for (const [what, reply, failure, message] of failures)
      it(`tells ${what} as ${failure}`, async () => {
        await assert.rejects(ask(reply), fails(failure, message));
      });

    it('is unavailable when the connection is cut, or the answer is no JSON', async () => {
      await assert.rejects(ask({ resets: true }), fails('unavailable', /./));
      await assert.rejects(ask({ body: 'not JSON' }), fails('unavailable', /./));
    });

    for (const hangs of ['at once', 'half-way'] as const)
      it(`is given up at its time when it hangs ${hangs}`, async () => {
        await assert.rejects(ask({ hangs, body: says('x') }, { seconds: 0.3 }), fails('timeout', /0 s/));
      });

    it('is aborted, and lets go of its connection', async () => {
      const controller = new AbortController();
      await using server = await startHttpModel(() => {
        setImmediate(() => controller.abort());
        return { hangs: 'at once' };
      }, version);
      await assert.rejects(
        create(server.url).complete(request({ signal: controller.signal })),
        fails('aborted', /aborted/),
      );
    });

    it('is unavailable where nobody listens', async () => {
      const server = await startHttpModel(() => ({}), version);
      await server[Symbol.asyncDispose]();
      await assert.rejects(create(server.url).complete(request()), fails('unavailable', /./));
    });
  });
}

describe('what Bedrock is asked', () => {
  it('ends its stable part in a cache point, and names its price', async () => {
    await using server = await startHttpModel(() => ({ body: converseAnswer('x') }), 1);
    const { usage } = await bedrock(1)(server.url).complete(request());
    const sent = JSON.parse(server.received[0]?.text ?? '') as Record<string, unknown>;
    const cachePoint = { cachePoint: { type: 'default' } };
    assert.deepEqual(sent['system'], [{ text: 'You plan.' }, cachePoint]);
    assert.deepEqual(sent['messages'], [
      { role: 'user', content: [{ text: 'The catalog.' }, cachePoint, { text: ' The question.' }] },
    ]);
    assert.deepEqual(sent['inferenceConfig'], { maxTokens: 1_000 });
    assert.equal(server.received[0]?.path, `/model/${id}/converse`);
    assert.ok((usage.costUsd ?? 0) > 0);
  });
});
