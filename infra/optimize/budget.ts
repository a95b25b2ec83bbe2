import { ModelError, type LanguageModel } from '../../shared/ports/language-model.ts';

/** What may be spent. `usd` null: the number of calls is the only limit. */
export interface Budget {
  calls: number;
  usd: number | null;
}

/** What was spent. `costUsd` is null as soon as the price of one call is not known. */
export interface Spent {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number | null;
}

export interface Metered {
  /** Refuses a call that would be beyond the budget, as `aborted`: nobody tries that again. */
  model: LanguageModel;
  spent(): Spent;
  /** Why a call was refused, or null as long as none was. */
  refusal(): string | null;
}

/**
 * A model that costs no more than its budget. What a call costs is known afterwards, so each one underway counts as much
 * as the dearest so far; the first ones, of which nothing is known, may pass the limit by what they cost.
 */
export function meter(model: LanguageModel, budget: Budget): Metered {
  const spent: Spent = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };
  let underway = 0;
  let dearest = 0;
  let refusal: string | null = null;

  function over(): string | null {
    if (spent.calls >= budget.calls) return `all ${budget.calls} calls are made`;
    if (budget.usd === null) return null;
    if (spent.costUsd === null)
      return `the price of ${model.name} is not known, so that it cannot be held to a sum: limit the calls alone`;
    // A hundred cents are not quite a dollar when they are added up one by one.
    if (spent.costUsd + underway * dearest >= budget.usd - 1e-9) return `all of ${budget.usd} USD is spent`;
    return null;
  }

  return {
    spent: () => ({ ...spent }),
    refusal: () => refusal,
    model: {
      name: model.name,
      async complete(request) {
        refusal ??= over();
        if (refusal !== null) throw new ModelError('aborted', `no call is left: ${refusal}`);
        spent.calls += 1;
        underway += 1;
        try {
          const completion = await model.complete(request);
          count(completion.usage);
          return completion;
        } catch (error) {
          if (error instanceof ModelError) count(error.usage);
          throw error;
        } finally {
          underway -= 1;
        }
      },
    },
  };

  function count(usage: ModelError['usage']): void {
    spent.inputTokens += usage.inputTokens;
    spent.outputTokens += usage.outputTokens;
    const { costUsd } = usage;
    spent.costUsd = costUsd === null || spent.costUsd === null ? null : spent.costUsd + costUsd;
    dearest = Math.max(dearest, costUsd ?? 0);
  }
}
