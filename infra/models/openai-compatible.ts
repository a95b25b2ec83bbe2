import { z } from 'zod';
import type { Clock } from '../../shared/ports/clock.ts';
import {
  ModelError,
  type Completion,
  type LanguageModel,
  type ModelFailure,
  type ModelUsage,
} from '../../shared/ports/language-model.ts';
import { toUsage } from './usage.ts';
import { within } from './within.ts';
import { readable, readRetryAfter } from './words.ts';

export interface OpenAiOptions {
  name: string;
  model: string;
  /** Ends before `/chat/completions`. */
  baseUrl: string;
  /** Null for servers that ask for none. */
  key: string | null;
  clock: Clock;
}

/** No completion is longer; a body that is larger is no answer. */
const largestBody = 8 * 2 ** 20;
/** A prompt has at least one token per this many UTF-16 units in every language and tokenizer: code and Latin text have about 4. */
const mostUnitsPerToken = 16;

const answerSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        message: z.looseObject({ content: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z
    .looseObject({
      prompt_tokens: z.number().nullish(),
      completion_tokens: z.number().nullish(),
      prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
});

/**
 * Plain chat completions, which Ollama, vLLM and hosted services all have. One try per call: `withRetries` is above it.
 * Prices are not known here, so costs are null.
 */
export function createOpenAiModel({ name, model, baseUrl, key, clock }: OpenAiOptions): LanguageModel {
  const secrets = key === null ? [] : [key];
  const said = (text: string): string => readable(text, secrets);
  return {
    name,
    complete: (request) =>
      within(
        request,
        async (signal) => {
          const response = await fetch(`${baseUrl}/chat/completions`, {
            method: 'POST',
            signal,
            redirect: 'error',
            headers: {
              'content-type': 'application/json',
              ...(key === null ? {} : { authorization: `Bearer ${key}` }),
            },
            body: JSON.stringify({
              model,
              messages: request.messages.map(({ role, content }) => ({ role, content })),
              max_tokens: request.maxTokens,
              stream: false,
            }),
          });
          const body = await readBounded(response);
          if (!response.ok) throw failedWith(response, body);
          const completion = readCompletion(body);
          refuseCutPrompt(request.messages, completion.usage);
          return completion;
        },
        (error) =>
          new ModelError('unavailable', said(`${baseUrl} cannot be reached: ${reasonOf(error)}`), {
            cause: error,
          }),
      ),
  };

  function failedWith(response: Response, body: string): ModelError {
    const words = errorWords(body);
    return new ModelError(failureOf(response.status, words), said(`status ${response.status}: ${words}`), {
      retryAfterSeconds: readRetryAfter(response.headers.get('retry-after'), clock.now()),
    });
  }

  function readCompletion(body: string): Completion {
    const json = parseJson(body);
    const parsed = answerSchema.safeParse(json);
    const choice = parsed.data?.choices[0];
    if (choice === undefined)
      // Some gateways put an error into an answer of status 200.
      throw new ModelError('unavailable', said(`the answer is no chat completion: ${errorWords(body)}`));
    const text = choice.message.content ?? '';
    const usage = readUsage(parsed.data?.usage);
    const reason = choice.finish_reason ?? 'stop';
    if (reason === 'content_filter') return { text, stopReason: 'refused', usage };
    if (reason === 'length') return { text, stopReason: 'truncated', usage };
    return { text, stopReason: 'end', usage };
  }
}

type Answered = z.infer<typeof answerSchema>['usage'];

function readUsage(usage: Answered): ModelUsage {
  const input = usage?.prompt_tokens ?? 0;
  const cacheRead = Math.min(usage?.prompt_tokens_details?.cached_tokens ?? 0, input);
  const counts = { freshInput: input - cacheRead, cacheRead, cacheWrite: 0 };
  return toUsage({ ...counts, output: usage?.completion_tokens ?? 0 }, null);
}

/** Ollama cuts a prompt that is longer than its context without a word; an answer to half a question is none. */
function refuseCutPrompt(messages: { content: string }[], usage: ModelUsage): void {
  const units = messages.reduce((sum, { content }) => sum + content.length, 0);
  if (usage.inputTokens > 0 && units > usage.inputTokens * mostUnitsPerToken)
    throw new ModelError(
      'invalid',
      `the server read ${usage.inputTokens} tokens of a prompt of ${units} characters: its context is too small (Ollama: set OLLAMA_CONTEXT_LENGTH, 32768 or more)`,
      { usage },
    );
}

function failureOf(status: number, words: string): ModelFailure {
  if (status === 429) return /quota|billing|credit/i.test(words) ? 'gone' : 'throttled';
  if (status === 401 || status === 403 || status === 404 || status === 410) return 'gone';
  if (status === 408 || status >= 500) return 'unavailable';
  return 'invalid';
}

/** The service's own words, wherever it puts them. */
function errorWords(body: string): string {
  const json = parseJson(body);
  const error = typeof json === 'object' && json !== null && 'error' in json ? json.error : null;
  if (typeof error === 'string') return error;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return body === '' ? 'it says nothing' : body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > largestBody)
      throw new ModelError('unavailable', `the answer is larger than ${largestBody / 2 ** 20} MiB`);
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
};
