import type { Attempt, Run } from '../../shared/run/run.ts';

/** What may help: nothing more, or one of the plan's fallbacks for a limit. */
export type Verdict = { kind: 'over'; why: string | null } | { kind: 'limit'; on: 'memory' | 'time' };

/**
 * Infrastructure never gets here: a lost launch makes another one. What fails here is the plan: its program, its SQL, or
 * a limit that it exceeds. Without a language model only limits can be mended.
 */
export function classify(run: Run, attempt: Attempt): Verdict {
  if (run.attempts.length >= run.limits.attempts) {
    return {
      kind: 'over',
      why: run.attempts.length === 1 ? null : `That was attempt ${attempt.number} of ${run.limits.attempts}`,
    };
  }
  if (attempt.class === 'memory' || attempt.class === 'time') return { kind: 'limit', on: attempt.class };
  return { kind: 'over', why: null };
}
