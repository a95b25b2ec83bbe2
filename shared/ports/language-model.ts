import { z } from 'zod';
import { KaisekiError } from '../errors.ts';

/**
 * A chat with a language model: text in, text out. No tools, no JSON mode, no temperature: every model can do this much.
 * One call is one request, tried again by the adapter's one policy where that may help.
 */
export interface LanguageModel {
  /** As the setting names it: `bedrock:us.anthropic.claude-sonnet-5-5`, `openai:qwen3@http://127.0.0.1:11434/v1`. */
  readonly name: string;
  /** @throws ModelError; never anything else for what the service or the network does */
  complete(request: CompletionRequest): Promise<Completion>;
}

export interface CompletionRequest {
  /** First the one system message, then user and assistant in turns; a user has the last word. */
  messages: ModelMessage[];
  /** The model stops after that many tokens of its own. */
  maxTokens: number;
  /** From now on; then the call ends as `timeout`. */
  seconds: number;
  /** Aborts the call, which then ends as `aborted`. */
  signal: AbortSignal;
}

export const modelMessageSchema = z.strictObject({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
  /** UTF-16 units at its start that are the same from call to call: an adapter may have the service cache up to there. */
  stable: z.int().optional(),
});
export type ModelMessage = z.infer<typeof modelMessageSchema>;

/** Tokens as the service counts them. `costUsd` is null when the price is not known. */
export const modelUsageSchema = z.strictObject({
  inputTokens: z.number(),
  /** The part of the input that came from the service's cache. */
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  costUsd: z.number().nullable(),
});
export type ModelUsage = z.infer<typeof modelUsageSchema>;

export const noUsage: ModelUsage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 };

export interface Completion {
  text: string;
  /** `truncated`: at maxTokens, or the context was full. `refused`: a guardrail or a content filter stepped in. */
  stopReason: 'end' | 'truncated' | 'refused';
  usage: ModelUsage;
}

/** Why there is no completion. The first three may go away by waiting. */
export const modelFailureSchema = z.enum([
  'throttled',
  'unavailable', // network, 5xx, an answer that is no answer
  'timeout',
  'aborted',
  'gone', // end of life, no such model, no access: somebody has to change a setting
  'invalid', // the service refuses the request: too long, malformed
]);
export type ModelFailure = z.infer<typeof modelFailureSchema>;

export class ModelError extends KaisekiError {
  readonly code = 'model';
  readonly failure: ModelFailure;
  /** What the service counted before it failed. */
  readonly usage: ModelUsage;
  /** When the service says it may be asked again. */
  readonly retryAfterSeconds: number | null;

  constructor(
    failure: ModelFailure,
    message: string,
    {
      usage = noUsage,
      retryAfterSeconds = null,
      ...options
    }: {
      usage?: ModelUsage;
      retryAfterSeconds?: number | null;
    } & ErrorOptions = {},
  ) {
    super(message, { failure }, options);
    this.failure = failure;
    this.usage = usage;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
