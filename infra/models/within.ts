import { ModelError, type CompletionRequest } from '../../shared/ports/language-model.ts';

/**
 * One try, bounded: it ends by the request's seconds or with its signal even when what it waits for never settles.
 * `work` gets a signal that says the same, to let go of its connection.
 * @param describe what went wrong otherwise
 * @throws ModelError only
 */
export async function within<T>(
  request: CompletionRequest,
  work: (signal: AbortSignal) => Promise<T>,
  describe: (error: unknown) => ModelError,
): Promise<T> {
  const ended = new AbortController();
  const timer = setTimeout(
    () => ended.abort(new ModelError('timeout', `there was no answer within ${shown(request.seconds)} s`)),
    Math.max(request.seconds, 0) * 1000,
  );
  const onAbort = () => ended.abort(new ModelError('aborted', 'the call was aborted'));
  request.signal.addEventListener('abort', onAbort, { once: true });
  if (request.signal.aborted) onAbort();
  try {
    ended.signal.throwIfAborted();
    const over = Promise.withResolvers<never>();
    ended.signal.addEventListener('abort', () => over.reject(ended.signal.reason), { once: true });
    return await Promise.race([work(ended.signal), over.promise]);
  } catch (error) {
    if (ended.signal.aborted) throw ended.signal.reason;
    throw error instanceof ModelError ? error : describe(error);
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', onAbort);
    // Whatever still hangs lets go of its connection.
    ended.abort();
  }
}

const shown = (seconds: number): number => Math.max(Math.round(seconds), 0);
