import { RetryableError } from '../../shared/errors.ts';
import type { LanguageModel } from '../../shared/ports/language-model.ts';

/**
 * A model whose calls end with their host, which would wait for minutes else. The failure is the look's, not the call's:
 * nothing is recorded, and once the claim's lease is over another look asks again.
 */
export const endingWith = (model: LanguageModel, signal: AbortSignal): LanguageModel => ({
  name: model.name,
  async complete(request) {
    try {
      return await model.complete({ ...request, signal: AbortSignal.any([request.signal, signal]) });
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new RetryableError('the host ended while the model was asked', {}, { cause: error });
    }
  },
});
