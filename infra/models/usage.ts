import type { ModelUsage } from '../../shared/ports/language-model.ts';

/** US dollars per million tokens. */
export interface Price {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

/** Each token of the input is counted once: fresh, read from the cache, or written to it. */
export interface TokenCounts {
  freshInput: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}

export function toUsage(counts: TokenCounts, price: Price | null): ModelUsage {
  const { freshInput, cacheRead, cacheWrite, output } = counts;
  return {
    inputTokens: freshInput + cacheRead + cacheWrite,
    cachedInputTokens: cacheRead,
    outputTokens: output,
    costUsd:
      price === null
        ? null
        : (freshInput * price.input +
            cacheRead * price.cacheRead +
            cacheWrite * price.cacheWrite +
            output * price.output) /
          1e6,
  };
}

/** What several tries cost together: unknown as soon as one of them is. */
export const addUsage = (a: ModelUsage, b: ModelUsage): ModelUsage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  costUsd: a.costUsd === null || b.costUsd === null ? null : a.costUsd + b.costUsd,
});
