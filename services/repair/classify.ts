import type { Plan } from '../../shared/plan/plan.ts';
import type { Attempt, Run } from '../../shared/run/run.ts';
import { errorSignature } from './same-error.ts';

/** What may help: one of the plan's fallbacks for a limit, a model, or nothing more. */
export type Verdict =
  { kind: 'over'; why: string | null } | { kind: 'fallback'; on: 'memory' | 'time' } | { kind: 'model' };

/**
 * Infrastructure never gets here: a lost launch makes another one. What fails here is the plan: its program, its SQL, a
 * limit that it exceeds, or an answer that a check rejected.
 */
export function classify(run: Run, attempt: Attempt, plan: Plan, hasModel: boolean): Verdict {
  if (run.attempts.length >= run.limits.attempts) {
    return {
      kind: 'over',
      why: run.attempts.length === 1 ? null : `That was attempt ${attempt.number} of ${run.limits.attempts}`,
    };
  }
  const { class: failureClass } = attempt;
  if (
    (failureClass === 'memory' || failureClass === 'time') &&
    plan.fallbacks.some((fallback) => fallback.on === failureClass)
  )
    return { kind: 'fallback', on: failureClass };
  if (!hasModel || failureClass === 'stopped') return { kind: 'over', why: null };
  return cameBack(run, attempt)
    ? { kind: 'over', why: 'The same error came back after a repair, so that another one is not tried' }
    : { kind: 'model' };
}

/** The model has mended this failure before, and here it is again. */
function cameBack(run: Run, attempt: Attempt): boolean {
  const signature = errorSignature(attempt);
  return run.attempts.some(
    (earlier) =>
      earlier.number < attempt.number &&
      errorSignature(earlier) === signature &&
      run.calls.some(({ stage, attempt: number }) => stage === 'repair' && number === earlier.number),
  );
}
