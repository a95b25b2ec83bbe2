import type { Price } from './usage.ts';

/** What is known of a model on Bedrock; of one that is not in the table, what every model can do. */
export interface BedrockModel {
  /** Cache points may be set; a model that has none refuses the whole request. */
  cachePoints: boolean;
  /** It takes a system text; else the first user message begins with it. */
  system: boolean;
  /** More is refused. */
  maxOutputTokens: number | null;
  /** Null: not known, so a call's cost is not known either. */
  price: Price | null;
}

const unknownModel: BedrockModel = { cachePoints: false, system: true, maxOutputTokens: null, price: null };

/** Reading the cache costs a tenth of fresh input, writing a quarter more (5 minutes, the only time to live used here). */
const claude = (maxOutputTokens: number, input: number, output: number, change: Partial<Price> = {}) => ({
  ...unknownModel,
  cachePoints: true,
  maxOutputTokens,
  price: { input, output, cacheRead: input / 10, cacheWrite: input * 1.25, ...change },
});

const claudeUnpriced = (maxOutputTokens: number | null) => ({
  ...unknownModel,
  cachePoints: true,
  maxOutputTokens,
  price: null,
});

/**
 * The first pattern that fits counts. Prices and output limits of Claude 5.x: platform.claude.com/docs, each model's
 * overview, read in November 2026 (of Opus 5.5 a cache read costs a twentieth). Those of 4.x: from memory and
 * third-party pages of 2026, as 3/15 for Sonnet, 15/75 and from 4.5 on 5/25 for
 * Opus, 1/5 for Haiku 4.5; 3.x likewise from memory. Haiku 5.5 is priced by tiers, which are
 * not known here. Nova: from memory, its cache writes counted as fresh input. Bedrock's own price page could not be
 * read: Anthropic says that Bedrock prices separately, and the base prices have been equal so far.
 */
const table: [RegExp, BedrockModel][] = [
  [/claude-opus-5-5/, claude(128_000, 4, 20, { cacheRead: 0.2 })],
  [/claude-opus-5/, claude(128_000, 5, 25)],
  [/claude-sonnet-5/, claude(128_000, 2, 10)],
  [/claude-haiku-5/, claudeUnpriced(128_000)],
  [/claude-opus-4-[678]/, claude(128_000, 5, 25)],
  [/claude-opus-4-5/, claude(64_000, 5, 25)],
  [/claude-opus-4/, claude(32_000, 15, 75)],
  [/claude-sonnet-4/, claude(64_000, 3, 15)],
  [/claude-haiku-4-5/, claude(64_000, 1, 5)],
  [/claude-3-7-sonnet/, claude(64_000, 3, 15)],
  [/claude-3-5-haiku/, claude(8_192, 0.8, 4)],
  [/claude-3-5-sonnet/, { ...unknownModel, maxOutputTokens: 8_192 }],
  [/claude-(3|v2|instant)/, { ...unknownModel, maxOutputTokens: 4_096 }],
  [/claude-[a-z]+-\d/, claudeUnpriced(null)],
  [/nova-micro/, nova(0.035, 0.14)],
  [/nova-lite/, nova(0.06, 0.24)],
  [/nova-pro/, nova(0.8, 3.2)],
  [
    /titan-text|mistral-7b-instruct|mixtral-8x7b|command-text|command-light|jurassic|\.j2-/,
    { ...unknownModel, system: false },
  ],
];

function nova(input: number, output: number): BedrockModel {
  const price = { input, output, cacheRead: input / 4, cacheWrite: input };
  return { cachePoints: true, system: true, maxOutputTokens: null, price };
}

/** From Claude 4.5 on, an inference profile of one geography costs a tenth more than the global one. */
const geographySurcharge = 1.1;

/** @param id as Converse takes it: a model, an inference profile, or the ARN of either */
export function bedrockModelOf(id: string): BedrockModel {
  const name = id.slice(id.lastIndexOf('/') + 1);
  const found = table.find(([pattern]) => pattern.test(name))?.[1] ?? unknownModel;
  const isDearer =
    found.price !== null &&
    /claude-(opus|sonnet|haiku)-(4-[5-9]|[5-9])/.test(name) &&
    !name.startsWith('global.');
  if (!isDearer || found.price === null) return found;
  const { input, output, cacheRead, cacheWrite } = found.price;
  return {
    ...found,
    price: {
      input: input * geographySurcharge,
      output: output * geographySurcharge,
      cacheRead: cacheRead * geographySurcharge,
      cacheWrite: cacheWrite * geographySurcharge,
    },
  };
}
