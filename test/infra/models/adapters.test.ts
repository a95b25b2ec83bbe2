import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ModelError, type CompletionRequest } from '../../../shared/ports/language-model.ts';
import { chatCompletion, converseAnswer, startHttpModel, type HttpReply } from '../../fakes/http-model.ts';
import { bedrockError, modelServices } from '../../fakes/model-services.ts';

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

type Failure = [string, HttpReply, ModelError['failure'], RegExp];

const bedrockFailures: Failure[] = [
  ['throttled', bedrockError('ThrottlingException', 'Too many tokens', 429), 'throttled', /Too many tokens/],
  ['gone', bedrockError('ResourceNotFoundException', 'end of life', 404), 'gone', /end of life/],
  ['not ours', bedrockError('AccessDeniedException', 'no access', 403), 'gone', /no access/],
  [
    'retired',
    bedrockError('ValidationException', 'The model reached its end of life'),
    'gone',
    /end of its|end of life/,
  ],
  ['too long', bedrockError('ValidationException', 'Input is too long'), 'invalid', /too long/],
  ['busy', bedrockError('ServiceUnavailableException', 'busy', 503), 'unavailable', /busy/],
];

const openAiFailures: Failure[] = [
  [
    'throttled',
    { status: 429, headers: { 'retry-after': '7' }, body: { error: { message: 'slow' } } },
    'throttled',
    /slow/,
  ],
  ['out of quota', { status: 429, body: { error: { message: 'You exceeded your quota' } } }, 'gone', /quota/],
  ['gone', { status: 404, body: { error: 'model not found' } }, 'gone', /not found/],
  [
    'a wrong key',
    { status: 401, body: { error: { message: 'bad key sk-0123456789' } } },
    'gone',
    /bad key sk…/,
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
];

for (const { name, version, create, says, cut, refused, wrongKey, secrets } of modelServices) {
  const failures = name.startsWith('Bedrock') ? bedrockFailures : openAiFailures;
  describe(`a model behind ${name}`, () => {
    const ask = async (reply: HttpReply, change: Partial<CompletionRequest> = {}) => {
      await using server = await startHttpModel(() => reply, version);
      return { completion: await create(server.url).complete(request(change)), received: server.received };
    };
    const fails = (failure: ModelError['failure'], message: RegExp) => (error: unknown) =>
      error instanceof ModelError && error.failure === failure && message.test(error.message);

    it('answers, with what it used', async () => {
      const { completion, received } = await ask(says('Hello 世界'));
      assert.equal(completion.text, 'Hello 世界');
      assert.equal(completion.stopReason, 'end');
      assert.equal(completion.usage.outputTokens, 20);
      const sent = received[0]?.text ?? '';
      for (const words of ['You plan.', 'The catalog.', 'The question.'])
        assert.ok(sent.includes(words), words);
    });

    it('says when it was cut', async () => {
      const { completion } = await ask(cut('half'));
      assert.deepEqual([completion.text, completion.stopReason], ['half', 'truncated']);
    });

    it('says when it refused', async () => {
      assert.equal((await ask(refused)).completion.stopReason, 'refused');
    });

    for (const [what, reply, failure, message] of failures)
      it(`tells ${what} as ${failure}`, async () => {
        await assert.rejects(ask(reply), fails(failure, message));
      });

    it('repeats nothing secret of what a service says about a key', async () => {
      await assert.rejects(ask(wrongKey), (error) => {
        assert.ok(error instanceof ModelError && error.failure === 'gone');
        assert.ok(!secrets.some((secret) => error.message.includes(secret)), error.message);
        return true;
      });
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
  const [bedrock] = modelServices;
  it('ends its stable part in a cache point, and names its price', async () => {
    await using server = await startHttpModel(() => ({ body: converseAnswer('x') }), 1);
    const { usage } = await bedrock.create(server.url).complete(request());
    const sent = JSON.parse(server.received[0]?.text ?? '') as Record<string, unknown>;
    const cachePoint = { cachePoint: { type: 'default' } };
    assert.deepEqual(sent['system'], [{ text: 'You plan.' }, cachePoint]);
    assert.deepEqual(sent['messages'], [
      { role: 'user', content: [{ text: 'The catalog.' }, cachePoint, { text: ' The question.' }] },
    ]);
    assert.deepEqual(sent['inferenceConfig'], { maxTokens: 1_000 });
    assert.equal(server.received[0]?.path, '/model/global.anthropic.claude-sonnet-5-5/converse');
    assert.ok((usage.costUsd ?? 0) > 0);
  });
});
