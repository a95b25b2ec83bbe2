import { diffPlans } from '../../shared/plan/diff.ts';
import type { Plan } from '../../shared/plan/plan.ts';
import type { Attempt } from '../../shared/run/run.ts';
import { tellError, type Telling } from './describe-failure.ts';

const longest = { error: 1_000, diff: 6_000 };

/** What was tried before the attempt that just failed: each attempt's failure, and what was changed after it. */
export function describeEarlier(attempts: Attempt[], plans: Plan[], telling: Telling): string {
  return attempts
    .slice(0, -1)
    .map((attempt, i) => {
      const { number, outcome, class: failureClass } = attempt;
      const [plan, next] = [plans[i], plans[i + 1]];
      const diff = plan === undefined || next === undefined ? '' : diffPlans(plan, next);
      return [
        `Attempt ${number} ${outcome === 'rejected' ? 'was rejected by a check' : `failed (${failureClass})`}: ${tellError(attempt, telling).slice(0, longest.error)}`,
        `Then this was changed (${attempts[i + 1]?.note ?? 'without a note'}):`,
        diff.length > longest.diff ? `${diff.slice(0, longest.diff)}\n…` : diff,
      ].join('\n');
    })
    .join('\n\n');
}
