import type { Clock } from '../../shared/ports/clock.ts';
import {
  ModelError,
  noUsage,
  type CompletionRequest,
  type LanguageModel,
  type ModelUsage,
} from '../../shared/ports/language-model.ts';
import { addUsage } from './usage.ts';

const tries = 3;
const firstWaitSeconds = 1;
const longestWaitSeconds = 20;

/**
 * The one retry policy of a model: what lies below tries once. Throttled and unavailable calls are made again, at most
 * three times in all, inside the request's own seconds: after the wait that the service names, else after a random part of 1, 2 … 20 s
 * (full jitter, so that many runs that were refused together do not come back together). A timeout has used the seconds up.
 * @param random from 0 to 1
 */
export function withRetries(
  model: LanguageModel,
  { clock, random }: { clock: Clock; random: () => number },
): LanguageModel {
  return {
    name: model.name,
    async complete(request) {
      const until = clock.now().getTime() + request.seconds * 1000;
      const secondsLeft = () => (until - clock.now().getTime()) / 1000;
      let spent: ModelUsage = noUsage;
      for (let made = 1; ; made++) {
        try {
          const completion = await model.complete({ ...request, seconds: secondsLeft() });
          return { ...completion, usage: addUsage(spent, completion.usage) };
        } catch (error) {
          if (!(error instanceof ModelError)) throw error;
          spent = addUsage(spent, error.usage);
          const wait = error.retryAfterSeconds ?? backoffSeconds(made, random);
          if (!mayPass(error) || made === tries || wait >= secondsLeft()) throw withUsage(error, spent);
          await clock.sleep(wait, request.signal);
          if (request.signal.aborted) throw abortedWhileWaiting(error, request, spent);
        }
      }
    },
  };
}

const mayPass = ({ failure }: ModelError): boolean => failure === 'throttled' || failure === 'unavailable';

const backoffSeconds = (made: number, random: () => number): number =>
  random() * Math.min(firstWaitSeconds * 2 ** (made - 1), longestWaitSeconds);

const withUsage = (error: ModelError, usage: ModelUsage): ModelError =>
  new ModelError(error.failure, error.message, {
    usage,
    retryAfterSeconds: error.retryAfterSeconds,
    cause: error,
  });

const abortedWhileWaiting = (
  cause: ModelError,
  { signal }: CompletionRequest,
  usage: ModelUsage,
): ModelError =>
  new ModelError('aborted', `the call was aborted after: ${cause.message}`, {
    usage,
    cause: signal.reason instanceof Error ? signal.reason : cause,
  });
