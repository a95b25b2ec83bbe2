import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ContentBlock,
  type ConverseCommandOutput,
  type Message,
  type SystemContentBlock,
} from '@aws-sdk/client-bedrock-runtime';
import {
  ModelError,
  type Completion,
  type CompletionRequest,
  type LanguageModel,
  type ModelFailure,
  type ModelMessage,
} from '../../shared/ports/language-model.ts';
import { bedrockModelOf, type BedrockModel } from './bedrock-models.ts';
import { toUsage } from './usage.ts';
import { within } from './within.ts';
import { readable } from './words.ts';

export interface BedrockOptions {
  name: string;
  /** A model, an inference profile, or the ARN of either. */
  id: string;
  client: BedrockRuntimeClient;
}

/** Region, credentials and endpoint by the SDK's own chain; it tries once: `withRetries` is above it. */
export const createBedrockClient = (): BedrockRuntimeClient => new BedrockRuntimeClient({ maxAttempts: 1 });

/** Bedrock's Converse: the same request for every model that it hosts. */
export function createBedrockModel({ name, id, client }: BedrockOptions): LanguageModel {
  const known = bedrockModelOf(id);
  return {
    name,
    complete: (request) =>
      within(
        request,
        async (signal) =>
          readCompletion(
            await client.send(new ConverseCommand({ modelId: id, ...toConverse(request, known) }), {
              abortSignal: signal,
            }),
            known,
          ),
        describe,
      ),
  };
}

const cachePoint = { cachePoint: { type: 'default' as const } };

/** The system text and the stable part of the first user message end in cache points where the model has them. */
function toConverse({ messages, maxTokens }: CompletionRequest, known: BedrockModel) {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const turns = messages.filter(({ role }) => role !== 'system');
  const asked = known.system || system.length === 0 ? turns : withSystemText(turns, system.join('\n\n'));
  const systemBlocks: SystemContentBlock[] = [
    ...system.map((text) => ({ text })),
    ...(known.cachePoints ? [cachePoint] : []),
  ];
  return {
    messages: asked.map((message) => toMessage(message, known)),
    ...(known.system && system.length > 0 ? { system: systemBlocks } : {}),
    inferenceConfig: { maxTokens: Math.min(maxTokens, known.maxOutputTokens ?? maxTokens) },
  };
}

const withSystemText = ([first, ...rest]: ModelMessage[], system: string): ModelMessage[] =>
  first === undefined ? [] : [{ role: first.role, content: `${system}\n\n${first.content}` }, ...rest];

function toMessage({ role, content, stable = 0 }: ModelMessage, known: BedrockModel): Message {
  const blocks: ContentBlock[] =
    known.cachePoints && stable > 0 && stable < content.length
      ? [{ text: content.slice(0, stable) }, cachePoint, { text: content.slice(stable) }]
      : [{ text: content }];
  return { role: role === 'assistant' ? 'assistant' : 'user', content: blocks };
}

function readCompletion(output: ConverseCommandOutput, known: BedrockModel): Completion {
  const { stopReason, usage: counted } = output;
  const usage = toUsage(
    {
      freshInput: counted?.inputTokens ?? 0,
      cacheRead: counted?.cacheReadInputTokens ?? 0,
      cacheWrite: counted?.cacheWriteInputTokens ?? 0,
      output: counted?.outputTokens ?? 0,
    },
    known.price,
  );
  const blocks = output.output?.message?.content;
  if (blocks === undefined && stopReason === undefined)
    throw new ModelError('unavailable', 'the answer of Bedrock holds no message', { usage });
  const text = (blocks ?? []).map((block) => block.text ?? '').join('');
  switch (stopReason) {
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return { text, stopReason: 'truncated', usage };
    case 'guardrail_intervened':
    case 'content_filtered':
      return { text, stopReason: 'refused', usage };
    default:
      return { text, stopReason: 'end', usage };
  }
}

const failures: Record<string, ModelFailure> = {
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  ServiceQuotaExceededException: 'throttled',
  ModelTimeoutException: 'unavailable',
  ModelNotReadyException: 'unavailable',
  ModelErrorException: 'unavailable',
  InternalServerException: 'unavailable',
  ServiceUnavailableException: 'unavailable',
  ResourceNotFoundException: 'gone',
  AccessDeniedException: 'gone',
  UnrecognizedClientException: 'gone',
  ExpiredTokenException: 'gone',
  InvalidSignatureException: 'gone',
  CredentialsProviderError: 'gone',
};

function describe(error: unknown): ModelError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const words = readable(`${name}: ${message}`);
  return new ModelError(failureOf(name, message), words, { cause: error });
}

/** A retired model, one that wants a profile and a region without it come as ValidationException. */
function failureOf(name: string, message: string): ModelFailure {
  const known = failures[name];
  if (known !== undefined) return known;
  if (name !== 'ValidationException') return /region is missing/i.test(message) ? 'gone' : 'unavailable';
  return /end of (its )?life|identifier is invalid|on-demand throughput|not supported in this region|legacy/i.test(
    message,
  )
    ? 'gone'
    : 'invalid';
}
