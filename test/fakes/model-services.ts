import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createBedrockModel } from '../../infra/models/bedrock.ts';
import { createOpenAiModel } from '../../infra/models/openai-compatible.ts';
import { systemClock } from '../../infra/system/clock.ts';
import type { LanguageModel } from '../../shared/ports/language-model.ts';
import { chatCompletion, converseAnswer, type HttpReply } from './http-model.ts';

/** A service of language models: the adapter that speaks to it, and what it answers over the wire. */
export interface ModelService {
  name: string;
  version: 1 | 2;
  create(url: string): LanguageModel;
  says(text: string): HttpReply;
  /** The answer as far as it came when its tokens were over. */
  cut(text: string): HttpReply;
  refused: HttpReply;
  throttled: HttpReply;
  gone: HttpReply;
  /** It does not know the key, and says so with all that it was sent. */
  wrongKey: HttpReply;
  /** What no event, document or log may hold. */
  secrets: string[];
  /** Null where prices are not known. */
  usdPerCall: number | null;
}

const id = 'global.anthropic.claude-sonnet-5-5';
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMIbPxRfiCYEXAMPLEKEY',
  sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLETOKEN==',
};
const key = 'a-key-of-this-test-5f0c';

export const bedrockError = (name: string, message: string, status = 400): HttpReply => ({
  status,
  headers: { 'x-amzn-errortype': name },
  body: { message },
});

/** The SDK's own handler speaks HTTP/2. */
const bedrock = (version: 1 | 2): ModelService => ({
  name: `Bedrock over HTTP/${version}`,
  version,
  create: (url) =>
    createBedrockModel({
      name: `bedrock:${id}`,
      id,
      client: new BedrockRuntimeClient({
        endpoint: url,
        region: 'us-east-1',
        credentials,
        maxAttempts: 1,
        ...(version === 1 && { requestHandler: new NodeHttpHandler() }),
      }),
    }),
  says: (text) => ({ body: converseAnswer(text) }),
  cut: (text) => ({ body: converseAnswer(text, { stopReason: 'max_tokens' }) }),
  refused: { body: converseAnswer('', { stopReason: 'guardrail_intervened' }) },
  throttled: bedrockError('ThrottlingException', 'Too many tokens', 429),
  gone: bedrockError('ResourceNotFoundException', 'This model reached its end of life', 404),
  wrongKey: bedrockError(
    'InvalidSignatureException',
    `The request signature we calculated does not match the signature you provided. The Canonical String for this request should have been 'POST\n/model/m/converse\n\nx-amz-security-token:${credentials.sessionToken}\n'`,
    403,
  ),
  secrets: Object.values(credentials),
  usdPerCall: (100 * 2 + 20 * 10) / 1e6,
});

const openAi: ModelService = {
  name: 'an OpenAI-compatible server',
  version: 1,
  create: (url) =>
    createOpenAiModel({ name: 'openai:m', model: 'm', baseUrl: `${url}/v1`, key, clock: systemClock }),
  says: (text) => ({ body: chatCompletion(text) }),
  cut: (text) => ({
    body: chatCompletion(text, { choices: [{ message: { content: text }, finish_reason: 'length' }] }),
  }),
  refused: {
    body: chatCompletion('', { choices: [{ message: { content: null }, finish_reason: 'content_filter' }] }),
  },
  throttled: { status: 429, body: { error: { message: 'Too many requests' } } },
  gone: { status: 404, body: { error: { message: 'This model reached its end of life' } } },
  wrongKey: { status: 401, body: { error: { message: `Incorrect API key provided: ${key}` } } },
  secrets: [key],
  usdPerCall: null,
};

export const modelServices: readonly [ModelService, ModelService, ModelService] = [
  bedrock(1),
  bedrock(2),
  openAi,
];
